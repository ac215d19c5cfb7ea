package dev.solera.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.standalone.lock.FolderInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunClaimTest {

    @TempDir
    private Path parent;

    @Test
    void shouldPutANumberBehindTheNameWhenOthersWereQuicker() {
        // given
        Path wanted = parent.resolve("runs/speech-20260101-120000");
        try (RunClaim first = RunClaim.makeNumbered(wanted);

                // when
                RunClaim second = RunClaim.makeNumbered(wanted);
                RunClaim third = RunClaim.makeNumbered(wanted)) {

            // then
            assertThat(first.named()).isEqualTo(wanted);
            assertThat(second.named()).isEqualTo(parent.resolve("runs/speech-20260101-120000-2"));
            assertThat(third.named()).isEqualTo(parent.resolve("runs/speech-20260101-120000-3"));
            assertThat(third.folder().made()).isTrue();
        }
    }

    @Test
    void shouldRefuseAFolderThatSomebodyElseHasClaimed() throws IOException {
        // given
        Path folder = Files.createDirectory(parent.resolve("run"));
        try (RunClaim first = RunClaim.make(folder)) {
            assertThat(first.folder().made()).isFalse();

            // when, then
            assertThatThrownBy(() -> RunClaim.make(folder)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> RunClaim.take(folder)).isInstanceOf(FolderInUseException.class);
            Files.createFile(first.folder().pipeline());
            Files.createFile(first.folder().provenance());
            assertThatThrownBy(() -> RunClaim.take(folder))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }

        // and it is free when the first one is closed
        RunClaim.take(folder).close();
    }

    @Test
    void shouldTakeAFolderForEmptyWhenOnlyTheLockOfAKilledProcessIsInIt() throws IOException {
        // given
        Files.writeString(parent.resolve("solera.lock"), "process 1 since 2026-01-01T00:00:00Z");

        // when
        try (RunClaim claim = RunClaim.make(parent)) {

            // then
            assertThat(claim.folder().modules()).isDirectory();
        }
    }

    @Test
    void shouldLeaveAFolderAloneThatIsNoRuns() throws IOException {
        // given
        Files.writeString(parent.resolve("thesis.txt"), "years of work");

        // when, then
        assertThatThrownBy(() -> RunClaim.take(parent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which has no pipeline.yaml");
        assertThatThrownBy(() -> RunClaim.make(parent)).hasMessageContaining("holds something already");
        assertThat(parent).isDirectoryNotContaining("glob:**solera.lock");
    }
}
