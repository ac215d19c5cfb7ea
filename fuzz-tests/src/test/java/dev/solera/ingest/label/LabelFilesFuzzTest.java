package dev.solera.ingest.label;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.fuzz.Allocation;
import dev.solera.fuzz.Temporary;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.RecordingNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Text files beside recordings: Kaldi's tables, spreadsheets, labels a frame of three forms, lists of what is held out. */
class LabelFilesFuzzTest {

    private static final long MOST_BYTES = 64 << 20;
    private static final int FRAMES = 50;
    private static final List<String> NAMES = List.of("a/u1.wav", "u2.flac");
    private static final Path FOLDER = Temporary.folder();

    private static final int RATE = 8000;
    private static final RecordingNames RECORDINGS = new RecordingNames(
            FOLDER, NAMES.stream().collect(Collectors.toMap(name -> name, RecordingNames::stem)), Map.of(), Map.of());

    @DictionaryEntries({
        "u1",
        "u2",
        "a/u1.wav",
        "u2.flac",
        "../",
        "|",
        "0.01",
        "1e5",
        "nan",
        "\"",
        "\"\"",
        "\t",
        ";",
        "file,class",
        "160",
        "\"IntervalTier\"",
        "\"ooTextFile\"",
        "\"TextGrid\"",
        "#",
        ";;"
    })
    @FuzzTest
    void read(FuzzedDataProvider data) throws Exception {
        try {
            switch (data.consumeInt(0, 6)) {
                case 0 -> kaldi(data);
                case 1 -> frameLabels(data, "frames", "phone=" + FOLDER.resolve("frames"));
                case 4 -> table(data);
                case 5 -> frameLabels(data, "a/u1.PHN", "phone=*.PHN");
                case 6 -> frameLabels(data, "a/u1.TextGrid", "phone=*.TextGrid");
                case 2 -> heldOut(data);
                default -> HeldOutRule.parse(data.consumeRemainingAsString());
            }
        } catch (InvalidSourceException refused) {
            return;
        }
    }

    private static void kaldi(FuzzedDataProvider data) throws Exception {
        for (String table : List.of("text", "wav.scp", "segments")) {
            Files.write(FOLDER.resolve(table), data.consumeBytes(data.consumeInt(0, 256)));
        }
        Files.write(FOLDER.resolve("utt2spk"), data.consumeRemainingAsBytes());
        Labelling labelling = Allocation.atMost(MOST_BYTES, () -> KaldiLabelling.read(FOLDER, ".", RECORDINGS));
        for (String name : NAMES) {
            require(!labelling.idOf(name).isBlank(), "names every utterance");
            require(
                    Set.of("speaker", "text")
                            .containsAll(labelling.valuesOf(name).keySet()),
                    "tells what it can");
        }
    }

    private static void table(FuzzedDataProvider data) throws Exception {
        Path file = FOLDER.resolve("meta.csv");
        Files.write(file, data.consumeRemainingAsBytes());
        Labelling labelling = Allocation.atMost(
                MOST_BYTES,
                () -> TableLabelling.read(file.toString(), LabelColumns.parse("class", ""), Set.of(), RECORDINGS));
        require(
                NAMES.stream()
                        .allMatch(name -> Set.of("class")
                                .containsAll(labelling.valuesOf(name).keySet())),
                "tells what it was asked for");
    }

    private static void frameLabels(FuzzedDataProvider data, String name, String setting) throws Exception {
        Path file = FOLDER.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, data.consumeRemainingAsBytes());
        FrameLabels labels =
                Allocation.atMost(MOST_BYTES, () -> FrameLabels.read(setting, FOLDER, RECORDINGS, recording -> RATE));
        for (Candidate candidate : candidates()) {
            int[] numbers = labels.of(candidate.name(), FRAMES);
            require(
                    numbers.length == FRAMES
                            && Arrays.stream(numbers)
                                    .allMatch(
                                            n -> n >= -1 && n < labels.classes().size()),
                    "gives a class a frame");
        }
    }

    private static void heldOut(FuzzedDataProvider data) throws Exception {
        Path file = FOLDER.resolve("held-out");
        Files.write(file, data.consumeRemainingAsBytes());
        Set<String> names = Allocation.atMost(
                MOST_BYTES, () -> HeldOutRule.parse("list:" + file).select(candidates(), () -> RECORDINGS));
        require(Set.copyOf(NAMES).containsAll(names), "holds out recordings");
    }

    private static List<Candidate> candidates() {
        return NAMES.stream()
                .map(name -> new Candidate(name, RecordingNames.stem(name), Map.of(), 8000, 100))
                .toList();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("what was read does not do what it has to: it " + what);
        }
    }
}
