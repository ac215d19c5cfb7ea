package dev.solera.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
