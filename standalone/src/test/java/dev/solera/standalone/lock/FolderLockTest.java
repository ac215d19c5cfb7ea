package dev.solera.standalone.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    @TempDir
    private Path folder;

    @Test
    void shouldNameTheHolderWhenAnotherProcessHasIt() throws Exception {
        // given
        Process holder = start();
        try (BufferedReader lines = holder.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("held");

            // when, then
            assertThatThrownBy(() -> FolderLock.acquire("run", folder))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageMatching(
                            "run is \\Q%s\\E, which is in use by process %d since \\S+Z; allowed: a folder that nobody works on"
                                    .formatted(folder, holder.pid()));
            assertThatThrownBy(() -> FolderLock.requireFree("run", folder)).isInstanceOf(FolderInUseException.class);

            // and it dies with its process
            holder.destroyForcibly().waitFor();
            assertThatCode(() -> FolderLock.requireFree("run", folder)).doesNotThrowAnyException();
            assertThatCode(() -> FolderLock.acquire("run", folder).close()).doesNotThrowAnyException();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void shouldRefuseASecondOneWhenThisProcessHasIt() {
        try (FolderLock held = FolderLock.acquire("run", folder)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> FolderLock.acquire("run", folder)).isInstanceOf(FolderInUseException.class);
            assertThatThrownBy(() -> FolderLock.requireFree("run", folder)).isInstanceOf(FolderInUseException.class);
        }
    }

    @Test
    void shouldLeaveTheNextOneAloneWhenItIsReleasedTwice() {
        // given
        FolderLock first = FolderLock.acquire("run", folder);
        first.close();
        try (FolderLock second = FolderLock.acquire("run", folder)) {
            assertThat(second).isNotNull();

            // when
            first.close();

            // then
            assertThat(folder.resolve(FolderLock.FILE)).exists();
            assertThatThrownBy(() -> FolderLock.acquire("run", folder)).isInstanceOf(FolderInUseException.class);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenItIsReleased() {
        // when
        FolderLock.acquire("run", folder).close();
        FolderLock.requireFree("run", folder);

        // then
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldSayWhoHasItNowWhenAKilledProcessHadItBefore() throws IOException {
        // given
        Files.writeString(folder.resolve(FolderLock.FILE), "process 1 since 2026-01-01T00:00:00Z, and more than that");
        Instant before = Instant.now();

        // when
        try (FolderLock held = FolderLock.acquire("run", folder)) {

            // then
            assertThat(held).isNotNull();
            String[] words = Files.readString(folder.resolve(FolderLock.FILE)).split(" ");
            assertThat(words)
                    .hasSize(4)
                    .contains(Long.toString(ProcessHandle.current().pid()));
            assertThat(Instant.parse(words[3])).isAfter(before.minusSeconds(2));
        }
    }

    @Test
    void shouldSayWhyWhenTheFolderCannotBeLocked() {
        assertThatThrownBy(() -> FolderLock.acquire("run", folder.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run is " + folder.resolve("none"))
                .hasMessageContaining("cannot be locked");
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Holds the lock of a folder until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] folder) throws IOException {
            FolderLock.acquire("run", Path.of(folder[0]));
            System.out.println("held");
            System.in.read();
        }
    }
}
