package dev.solera.standalone.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.engine.ComputeDevice;
import dev.solera.ingest.synthetic.SyntheticSpeech;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunProvenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run wrote down is believed only where all of it agrees. */
class ReproductionTest {

    private static final long STEPS = 3;

    private final PipelineDefinition definition = PipelineDefinitions.load("speech-small");

    @TempDir
    private Path parent;

    private RunFolder folder;

    @BeforeEach
    void writeDownARun() throws IOException {
        folder = RunFolder.create(parent.resolve("run"));
        Files.writeString(folder.pipeline(), PipelineDefinitions.format(definition));
        provenance(RunProvenance.FINISHED).write(folder.provenance());
    }

    @Test
    void shouldTakeARunThatNobodyEdited() {
        assertThatCode(() -> new Reproduction(RunFolder.ended(folder.path()))).doesNotThrowAnyException();
    }

    @Test
    void
            shouldTakeARunThatWasWrittenDownBeforeThereWereBaselinesPixelsArithmeticAndDevicesForAGreedyOneInFloat32OnProcessors()
                    throws IOException {
        // given
        String written = Files.readString(folder.provenance());
        String former = written.replaceFirst("\\s*\"baseline\" : \"greedy\",", "")
                .replaceFirst(",\\s*\"pixels\" : null", "")
                .replaceFirst("\\s*\"arithmetic\" : \"float32\",", "")
                .replaceFirst("\\s*\"devices\" : \\[ \"cpu\" \\],", "");
        assertThat(written).contains("\"baseline\"", "\"pixels\"", "\"arithmetic\"", "\"devices\"");
        assertThat(former).doesNotContain("\"baseline\"", "\"pixels\"", "\"arithmetic\"", "\"devices\"");
        Files.writeString(folder.provenance(), former);

        // when, then
        assertThat(RunProvenance.read(folder.provenance())).isEqualTo(provenance(RunProvenance.FINISHED));
        assertThatCode(() -> new Reproduction(RunFolder.ended(folder.path()))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pipeline.yaml   | seed: 1                      | seed: 2                      | seed in provenance.json is 1; allowed: 2
            pipeline.yaml   | batch: 8                     | batch: 16                    | identity in provenance.json is
            pipeline.yaml   | threads: 1                   | threads: 2                   | threads in provenance.json is [1, 1, 1, 1, 1, 1]
            provenance.json | "seed" : 1                   | "seed" : 2                   | seed in provenance.json is 2; allowed: 1
            provenance.json | "arithmetic" : "float32"     | "arithmetic" : "bfloat16"    | arithmetic in provenance.json is bfloat16; allowed: float32
            provenance.json | "short-clips" : "pad"        | "short-clips" : "join"       | short-clips in provenance.json is join
            provenance.json | "threads" : [ 1, 1           | "threads" : [ 2, 1           | threads in provenance.json is [2, 1
            provenance.json | "solera.ingest.steps" : "3"  | "solera.ingest.steps" : "4"  | train in the counts of provenance.json is 24; allowed: 32
            provenance.json | "train" : 24                 | "train" : 16                 | train in the counts of provenance.json is 16; allowed: 24
            """)
    void shouldSayThatItWasEdited(String file, String text, String other, String message) throws IOException {
        // given
        Path edited = folder.path().resolve(file);
        String original = Files.readString(edited);
        assertThat(original).contains(text);
        Files.writeString(edited, original.replace(text, other));

        // when, then
        assertThatThrownBy(() -> new Reproduction(RunFolder.ended(folder.path())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("edited");
    }

    @Test
    void shouldSayThatOtherBitsAreToBeExpectedOnAnotherDevice() throws IOException {
        // given
        ComputeDevice gpu = new ComputeDevice(0);
        assertThat(differences(ComputeDevice.CPU)).noneMatch(difference -> difference.startsWith("device"));
        assertThat(differences(gpu)).contains("device was cpu, is cuda:0");

        // when
        String written = Files.readString(folder.provenance());
        Files.writeString(folder.provenance(), written.replace("[ \"cpu\" ]", "[ \"cpu\", \"cuda:0\" ]"));

        // then
        assertThat(new Reproduction(RunFolder.ended(folder.path())).device()).isEqualTo(gpu);
        assertThat(differences(gpu)).contains("device was cpu, then cuda:0, is cuda:0");
    }

    private List<String> differences(ComputeDevice device) {
        return new Reproduction(RunFolder.ended(folder.path())).differences(device);
    }

    @Test
    void shouldRefuseARunThatFailedThoughAllOfItsInputWasFed() throws IOException {
        // given
        provenance(RunProvenance.FAILED + "probe: out of memory").write(folder.provenance());

        // when, then
        assertThatThrownBy(() -> new Reproduction(RunFolder.ended(folder.path())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is failed: probe: out of memory; allowed: one that has ended");
    }

    private RunProvenance provenance(String outcome) {
        SyntheticSpeech corpus =
                new SyntheticSpeech(definition.seed(), definition.audio().sampleRate());
        return new RunProvenance(
                "test",
                List.of("train"),
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:01:00Z",
                outcome,
                Identity.of(definition),
                definition.seed(),
                "float32",
                List.of("cpu"),
                "greedy",
                definition.audio().shortClips().toString(),
                Map.of("solera.ingest.source", SyntheticSpeech.NAME, "solera.ingest.steps", Long.toString(STEPS)),
                new RunProvenance.Data(
                        corpus.listing().origin(),
                        corpus.listing().hash(),
                        corpus.recordings().size(),
                        0,
                        Map.of(),
                        Map.of(),
                        Optional.empty()),
                definition.placement(),
                RunProvenance.threads(definition),
                "libtorch",
                Map.of(),
                Map.of("ingest", Map.of("train", STEPS * definition.batch(), "held-out", 0L)));
    }
}
