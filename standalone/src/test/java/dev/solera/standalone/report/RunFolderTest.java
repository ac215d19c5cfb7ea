package dev.solera.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.standalone.lock.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    @TempDir
    private Path parent;

    @Test
    void shouldRefuseAFolderWithSomethingInIt() throws IOException {
        // given
        Files.writeString(parent.resolve("thesis.txt"), "years of work");

        // then
        assertThatThrownBy(() -> RunFolder.create(parent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--out")
                .hasMessageContaining("an empty folder");
    }

    @Test
    void shouldKeepTheFolderThatTheUserMadeWhenDiscarded() throws IOException {
        // given
        RunFolder folder = RunFolder.create(parent);
        Files.writeString(folder.log(), "what happened");

        // when
        folder.discard();

        // then
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void shouldDeleteTheFolderThatItMadeWhenDiscarded() throws IOException {
        // given
        RunFolder folder = RunFolder.create(parent.resolve("run"));
        Files.writeString(folder.log(), "what happened");

        // when
        folder.discard();

        // then
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void shouldHaveAllThatStaysOnDiskBeforeItDeletesWhatTheRunCouldBeResumedFrom() throws IOException {
        // given
        RunFolder folder = RunFolder.create(parent.resolve("run"));
        Path parameters = Files.write(folder.modules().resolve("1.safetensors"), new byte[8]);
        Path provenance = Files.writeString(folder.provenance(), "{}");
        Path lock = Files.createFile(folder.path().resolve(FolderLock.FILE));
        for (Path gone : List.of(folder.broker(), folder.checkpoints())) {
            Files.writeString(Files.createDirectories(gone).resolve("0.log"), "records");
        }

        // when
        List<Path> synced = new ArrayList<>();
        folder.removeBroker(entry -> {
            assertThat(folder.broker()).isNotEmptyDirectory();
            assertThat(folder.checkpoints()).isNotEmptyDirectory();
            synced.add(entry);
        });

        // then
        assertThat(synced).containsExactlyInAnyOrder(folder.path(), folder.modules(), parameters, provenance);
        assertThat(folder.path()).isDirectoryNotContaining("glob:**{broker,checkpoints}");
        assertThat(lock).exists();
    }

    @Test
    void shouldKeepWhatStaysWhenTheBrokerIsRemoved() throws IOException {
        // given
        RunFolder folder = RunFolder.create(parent.resolve("run"));
        Path parameters = Files.write(folder.modules().resolve("1.safetensors"), new byte[8]);
        Files.createDirectories(folder.broker());

        // when
        folder.removeBroker();

        // then
        assertThat(parameters).exists();
        assertThat(folder.broker()).doesNotExist();
    }
}
