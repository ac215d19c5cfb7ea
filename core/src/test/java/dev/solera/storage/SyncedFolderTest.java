package dev.solera.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncedFolderTest {

    @TempDir
    private Path parent;

    @Test
    void shouldReplaceAFileAndLeaveNothingElseBehind() throws IOException {
        // given
        SyncedFolder folder = new SyncedFolder(parent.resolve("made"));

        // when
        folder.replace("a", channel -> channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3})));
        folder.replace("a", channel -> channel.write(ByteBuffer.wrap(new byte[] {4})));

        // then
        assertThat(folder.files()).containsExactly(folder.path().resolve("a"));
        assertThat(folder.path().resolve("a")).hasBinaryContent(new byte[] {4});
    }

    @Test
    void shouldLeaveNothingInTheMakingWhenAFileCannotBeReplaced() throws IOException {
        // given
        SyncedFolder folder = new SyncedFolder(parent);
        Path taken = Files.createDirectories(parent.resolve("a").resolve("b")).getParent();

        // when, then
        assertThatThrownBy(() -> folder.replace("a", channel -> channel.write(ByteBuffer.wrap(new byte[1]))))
                .isInstanceOf(IOException.class);
        assertThat(folder.files()).containsExactly(taken);
    }
}
