package dev.solera.gateway.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Whose files are deleted, and when. */
@Timeout(60)
class UploadsTest {

    private static final byte[] BYTES = "the file of a client".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private static Uploads uploads(Path folder) {
        return new Uploads(new UploadProperties(
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(1),
                Duration.ofSeconds(5),
                1,
                Duration.ofSeconds(5),
                DataSize.ofMegabytes(1),
                folder.toString()));
    }

    private static Upload receive(Uploads uploads) throws IOException {
        return uploads.receive(new ByteArrayInputStream(BYTES), BYTES.length, "");
    }

    /** A gateway that has received a file and then waits for its end. */
    static final class Other {

        private Other() {}

        public static void main(String[] arguments) throws IOException {
            Upload upload = receive(uploads(Path.of(arguments[0])));
            System.out.println(upload.path());
            System.in.read();
        }
    }

    private Process other() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void shouldDeleteWhatAKilledGatewayHasLeftAndNothingOfOneThatLives() throws Exception {
        Process other = other();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(other.getInputStream(), UTF_8))) {
            // given
            Path file = Path.of(said.lines()
                    .filter(line -> line.startsWith(folder.toString()))
                    .findFirst()
                    .orElseThrow());
            assertThat(file).hasBinaryContent(BYTES);

            // when
            uploads(folder).close();

            // then
            assertThat(file).hasBinaryContent(BYTES);

            // when
            other.destroyForcibly().waitFor();
            uploads(folder).close();

            // then
            assertThat(folder).isEmptyDirectory();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void shouldLeaveTheFilesOfAnotherGatewayOfTheSameProcess() throws Exception {
        try (Uploads first = uploads(folder);
                Upload upload = receive(first)) {
            uploads(folder).close();

            assertThat(upload.path()).hasBinaryContent(BYTES);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldLeaveWhatIsNoGatewaysOrNotLocked() throws Exception {
        // given
        Path stranger = Files.writeString(folder.resolve("solera-uploads-of-mine"), "years of work");
        Path begun = Files.createDirectory(folder.resolve("solera-uploads-begun"));
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createFile(elsewhere.resolve("lock"));
        Path kept = Files.writeString(elsewhere.resolve("kept"), "years of work");
        Files.createSymbolicLink(folder.resolve("solera-uploads-link"), elsewhere);

        // when
        uploads(folder).close();

        // then
        assertThat(stranger).hasContent("years of work");
        assertThat(begun).isEmptyDirectory();
        assertThat(kept).hasContent("years of work");
    }

    @Test
    void shouldKeepFilesInAFolderThatOthersCannotRead() throws Exception {
        try (Uploads uploads = uploads(folder.resolve("new"));
                Upload upload = receive(uploads)) {
            assertThat(Files.getPosixFilePermissions(upload.path().getParent())).hasSize(3);
        }
    }

    @Test
    void shouldReceiveFilesWhenSomebodyHasTidiedTheFolderUp() throws Exception {
        try (Uploads uploads = uploads(folder)) {
            // given
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path one : all.sorted(java.util.Comparator.reverseOrder())
                        .filter(one -> !one.equals(folder))
                        .toList()) {
                    Files.delete(one);
                }
            }

            // when
            try (Upload upload = receive(uploads)) {
                // then
                assertThat(upload.path()).hasBinaryContent(BYTES);
            }
        }
    }

    @Test
    void shouldSayWhichFolderCannotBeWrittenTo() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> uploads(file))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("solera.gateway.upload.folder is " + file)
                .hasMessageContaining("allowed: a folder that can be written to");
    }
}
