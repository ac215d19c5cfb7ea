package dev.solera.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.file.FileName;
import dev.solera.media.audio.Audio;
import dev.solera.media.picture.Pictures;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What files are called, by the system and by people, and files that have several names. */
class FolderNamesTest {

    private static final String COMPOSED = "Zo\u00EB.wav";
    private static final String DECOMPOSED = "Zoe\u0308.wav";

    @TempDir
    private Path folder;

    @Test
    void shouldCountTwoRecordingsWhenTheirNamesDifferInBytesThatAreNoLetters() throws Exception {
        // given names in Latin-1, one that looks like what stands for them, and one that looks like what stands for
        // that
        bytes("caf%E9.wav", 800);
        bytes("caf%E8.wav", 810);
        bytes("caf%5CxE9.wav", 820);
        bytes("caf%5Cx5CxE9.wav", 830);
        bytes("dir%FF/caf%C3%A9.wav", 840);

        // when
        FolderCorpus corpus = open("none");

        // then
        assertThat(corpus.recordings())
                .extracting(Recording::name)
                .containsExactly(
                        "caf\\x5Cx5CxE9.wav",
                        "caf\\x5CxE9.wav",
                        "caf\\xE8.wav",
                        "caf\\xE9.wav",
                        "dir\\xFF/caf\u00E9.wav");
        assertThat(corpus.recordings()).extracting(Recording::length).containsExactly(830, 820, 810, 800, 840);
        for (Recording recording : corpus.recordings()) {
            assertThat(corpus.read(recording.index()).samples()).hasSize(recording.length());
        }
        assertThat(corpus.listing().skipped()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8"})
    void shouldReadTheSameInEveryLocale(String locale) throws Exception {
        // given
        bytes("caf%E9.wav", 800);
        bytes("caf%C3%A9.wav", 810);
        bytes("%E6%97%A5%E6%9C%AC/%D0%B9.flac.wav", 820);
        wav("plain.wav", 830);

        // when
        String said = list(locale, folder.toString());

        // then
        assertThat(said)
                .contains("samples 800 810 820 830 skipped 0 "
                        + open("none").listing().hash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8"})
    void shouldReadTheSamePicturesInEveryLocale(String locale) throws Exception {
        // given
        bytes("caf%E9.png", Pictures.put("colour.png", folder.resolve("written.png")));
        bytes("caf%C3%A9.jpg", Pictures.put("colour.jpg", folder.resolve("written.jpg")));
        bytes("%E6%97%A5%E6%9C%AC/%D0%B9.png", Pictures.put("grey.png", folder.resolve("written.png")));
        Pictures.put("still.gif", folder.resolve("plain.gif"));

        // when
        String said = run(locale, ListPictures.class, folder.toString());

        // then
        assertThat(said)
                .isEqualTo("caf\\xE9.png 24\ncaf\u00E9.jpg 24\nplain.gif 24\n\u65E5\u672C/\u0439.png 24\nskipped {}\n");
    }

    private static String list(String locale, String name) throws Exception {
        return run(locale, ListFolder.class, name, "0");
    }

    /** What a program says in a process in a locale. */
    private static String run(String locale, Class<?> program, String... arguments) throws Exception {
        Path out = Files.createTempFile("out", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("LC_") || key.equals("LANG"));
        builder.environment().put("LC_ALL", locale);
        int status = builder.start().waitFor();
        String said = Files.readString(out);
        Files.delete(out);
        assertThat(status).as(said).isZero();
        return said;
    }

    /** What a listing says of a folder, and what a run's folder keeps of it, names it in every locale. */
    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8"})
    void shouldReadAFolderWhoseOwnNameIsNoText(String locale) throws Exception {
        // given
        bytes("caf%E9%20%5C%C3%A9/a.wav", 800);
        String name = folder + "/caf\\xE9 \\x5C\\xC3\\xA9";

        // when
        String said = list(locale, name);

        // then
        Path opened = FileName.path("source", name);
        assertThat(said).contains("samples 800 skipped 0 ").endsWith(" in " + folder + "/caf\\xE9 \\\u00E9\n");
        assertThat(FileName.of(opened)).isEqualTo(folder + "/caf\\xE9 \\\u00E9");
        assertThat(FileName.path("source", FileName.of(opened))).isEqualTo(opened);
        assertThat(FileName.path("labels", "caf\\xE9/../x\u00E9").toString()).doesNotStartWith("/");
        assertThat(FileName.path("labels", "caf\\xE9/../x\u00E9").getNameCount())
                .isEqualTo(3);
    }

    @Test
    void shouldTakeALinkForTheRecordingThatItLeadsTo(@TempDir Path elsewhere) throws Exception {
        // given
        wav("data/b.wav", 800);
        wav("data/c.wav", 810);
        Files.createSymbolicLink(folder.resolve("a.wav"), folder.resolve("data/b.wav"));
        Files.createSymbolicLink(folder.resolve("again"), folder.resolve("data"));
        Files.createLink(folder.resolve("z.wav"), folder.resolve("data/c.wav"));
        Files.createSymbolicLink(folder.resolve("data/loop"), folder);
        Audio.wav(elsewhere.resolve("far.wav"), 16000, Audio.tone(440, 16000, 820));
        Files.createSymbolicLink(folder.resolve("one.wav"), elsewhere.resolve("far.wav"));
        Files.createSymbolicLink(folder.resolve("two.wav"), elsewhere.resolve("far.wav"));
        Files.createSymbolicLink(folder.resolve("broken.wav"), elsewhere.resolve("nothing"));
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe.wav").toString())
                        .start()
                        .waitFor())
                .isZero();

        // when
        FolderCorpus corpus = open("none");

        // then
        assertThat(corpus.recordings())
                .extracting(Recording::name)
                .containsExactly("data/b.wav", "data/c.wav", "one.wav");
        assertThat(corpus.listing().skipped()).containsOnlyKeys("broken.wav", "data/loop", "again/loop", "pipe.wav");
    }

    @Test
    void shouldHoldOutTheRecordingWhenAListNamesALinkToIt() throws Exception {
        // given
        wav("b.wav", 800);
        wav("c.wav", 810);
        Files.createSymbolicLink(folder.resolve("a.wav"), folder.resolve("b.wav"));

        // when
        FolderCorpus corpus = open("list:" + list("a.wav\n"));

        // then
        assertThat(corpus.recordings()).extracting(Recording::heldOut).containsExactly(true, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFsub/NAME\n",
                "# these\n;; and\r\n\r\nsub/NAME\r\n",
                "./sub/NAME",
                "sub//../sub/NAME",
                "FOLDER/sub/NAME",
                "NAME",
                "sub/NAME\nsub/NAME\n"
            })
    void shouldKnowWhatIsMeantHoweverAListCallsIt(String text) throws Exception {
        for (String onDisk : List.of(COMPOSED, DECOMPOSED)) {
            for (String inList : List.of(COMPOSED, DECOMPOSED)) {
                // given
                Path sub = Files.createDirectories(folder.resolve("sub"));
                Files.deleteIfExists(sub.resolve(COMPOSED));
                Files.deleteIfExists(sub.resolve(DECOMPOSED));
                wav("sub/" + onDisk, 800);
                wav("sub/anna.wav", 800);

                // when
                FolderCorpus corpus = open("list:"
                        + list(text.replace("NAME", inList)
                                .replace("FOLDER", folder.toAbsolutePath().toString())));

                // then
                Map<String, Boolean> heldOut = corpus.recordings().stream()
                        .collect(java.util.stream.Collectors.toMap(Recording::name, Recording::heldOut));
                assertThat(heldOut).isEqualTo(Map.of("sub/" + onDisk, true, "sub/anna.wav", false));
            }
        }
    }

    @Test
    void shouldKnowWhatIsMeantWhenAListIsInLatin1AsTheNamesAre() throws Exception {
        // given
        bytes("caf%E9.wav", 800);
        bytes("caf%E8.wav", 810);
        Path list = Files.createTempFile("list", ".txt");
        Files.write(list, "caf\u00E9.wav\n".getBytes(StandardCharsets.ISO_8859_1));

        // when
        FolderCorpus corpus = open("list:" + list);

        // then
        assertThat(corpus.recordings()).extracting(Recording::heldOut).containsExactly(false, true);
    }

    private Path list(String text) throws IOException {
        return Files.writeString(folder.resolve("held-out.txt"), text);
    }

    private FolderCorpus open(String heldOut) {
        return FolderCorpus.open(folder, Audio.input(16000), new FolderSettings("none", heldOut, Optional.empty()));
    }

    private Path wav(String name, int length) {
        return Audio.wav(folder.resolve(name), 16000, Audio.tone(440, 16000, length));
    }

    /** Writes a recording under a name in bytes, as an address has them. */
    private void bytes(String escaped, int length) throws IOException {
        bytes(escaped, wav("written.wav", length));
    }

    /** Gives a file that is written a name in bytes, as an address has them. */
    private void bytes(String escaped, Path written) throws IOException {
        Path file = Path.of(URI.create("file://" + folder + "/" + escaped));
        Files.createDirectories(file.getParent());
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
