package dev.solera.harness.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.checkpoint.ParameterFile;
import dev.solera.checkpoint.Provenance;
import dev.solera.definition.ActivationShape;
import dev.solera.learning.LockStepLoop;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Seeds;
import dev.solera.snapshot.SnapshotCodec;
import dev.solera.standalone.reproduce.Oracle;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.document.Document;
import dev.solera.stream.document.DocumentHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check itself: green where all is well, and red for everything that it is there to find. */
class VerdictTest {

    private static final int BATCH = 4;
    private static final int STEPS = 6;

    private final PipelineDefinition pipeline = PipelineDefinitions.parse("""
            pipeline: verdict
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            snapshot-samples: 8
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - context: {hidden: 6}
            """);
    private final List<Sample> input = samples(BATCH * STEPS);
    private final Oracle oracle = Oracle.of(pipeline, input);

    private final SnapshotCodec codec = new SnapshotCodec(pipeline);
    private final Map<Place, Document> snapshots = new HashMap<>();

    @TempDir
    private Path modules;

    /** Of a snapshot. */
    private record Place(int module, long samples) {}

    @Test
    void shouldFindNothingWhenAllIsAsItHasToBe() throws IOException {
        assertThat(faults(input)).isEmpty();
    }

    @Test
    void shouldFindASkippedBatch() throws IOException {
        List<Sample> skipped = new ArrayList<>(input);
        skipped.subList(2 * BATCH, 3 * BATCH).clear();

        assertThat(faults(renumbered(skipped)))
                .anyMatch(fault -> fault.startsWith("module 1: "))
                .anyMatch(fault -> fault.startsWith("module 2: "))
                .contains("depth 0: held 20 samples; allowed: 24");
    }

    @Test
    void shouldFindADoubledBatch() throws IOException {
        List<Sample> doubled = new ArrayList<>(input);
        doubled.addAll(2 * BATCH, input.subList(BATCH, 2 * BATCH));

        assertThat(faults(renumbered(doubled)))
                .anyMatch(fault -> fault.startsWith("module 1: "))
                .anyMatch(fault -> fault.startsWith("module 2: "))
                .contains("depth 0: held 28 samples; allowed: 24");
    }

    @Test
    void shouldFindAReorderedPair() throws IOException {
        List<Sample> reordered = new ArrayList<>(input);
        reordered.set(3, input.get(4));
        reordered.set(4, input.get(3));

        assertThat(faults(renumbered(reordered)))
                .anyMatch(fault -> fault.startsWith("module 1: "))
                .contains("depth 0: sample 3 of the run is another one");
    }

    @Test
    void shouldFindAStaleParameter() throws IOException {
        // given the parameters of module 2 as they were a step before the end
        Account account = train(input, modules);
        try (LockStepLoop stale = new LockStepLoop(pipeline)) {
            stale.run(input.subList(0, input.size() - BATCH), top -> {});
            write(stale, 2);
        }

        // when, then
        assertThat(Verdict.faults(oracle, pipeline.placement(), modules, account))
                .isNotEmpty()
                .allMatch(fault -> fault.startsWith("module 2: "));
    }

    @Test
    void shouldFindASnapshotThatIsMissingAndOneThatIsAnotherWhenItComesAgain() throws IOException {
        // given the second of module 1 again with the bytes of the first, and none of module 2 after 16 samples
        Account account = train(input, modules, (module, samples) -> module == 2 && samples == 16);
        Document first = snapshots.get(new Place(1, 0));
        DocumentHeader second = snapshots.get(new Place(1, 8)).header();
        account.snapshots()
                .enter(
                        1,
                        new Document(
                                new DocumentHeader(
                                        "run",
                                        "ab12",
                                        second.samples(),
                                        1,
                                        first.header().sha256()),
                                first.slot(),
                                first.bytes()));

        // when, then
        assertThat(Verdict.faults(oracle, pipeline.placement(), modules, account))
                .containsExactly(
                        "module 1: its snapshot after 8 samples is another one",
                        "module 2: snapshots after [0, 8, 24] samples; allowed: [0, 8, 16, 24]");
    }

    @Test
    void shouldFindASampleThatIsAnotherOneWhenItComesAgain() {
        // given
        Account account = new Account(1);
        account.samples(0, 0, input.subList(0, 3));

        // when
        account.samples(0, 0, List.of(input.get(1)));
        account.samples(0, 0, List.of(numbered(input.get(7), 2)));

        // then
        assertThat(account.duplicates()).containsEntry(0, 2L);
        assertThat(account.faults()).containsExactly("depth 0 partition 0: sample 2 came again and was another one");
    }

    @Test
    void shouldTellAGapFromWhatWasDeletedBeforeItWasRead() {
        // given
        Account account = new Account(1);
        account.samples(0, 0, input.subList(0, 3));

        // when
        account.jumped(0, 0);
        account.samples(0, 0, input.subList(5, 7));
        account.samples(0, 0, input.subList(9, 10));

        // then
        assertThat(account.unseen()).containsEntry(0, 2L);
        assertThat(account.faults()).containsExactly("depth 0 partition 0: sample 9 follows 6");
    }

    private List<String> faults(List<Sample> trained) throws IOException {
        return Verdict.faults(oracle, pipeline.placement(), modules, train(trained, modules));
    }

    private Account train(List<Sample> samples, Path folder) throws IOException {
        return train(samples, folder, (module, trained) -> false);
    }

    /** @param lost which snapshots are not entered, by module and number of samples */
    private Account train(List<Sample> samples, Path folder, BiPredicate<Integer, Long> lost) throws IOException {
        Account account = new Account(1);
        List<Sample> top = new ArrayList<>();
        try (LockStepLoop loop = new LockStepLoop(pipeline)) {
            for (int from = 0; from < samples.size(); from += 8) {
                takeSnapshots(loop);
                loop.run(samples.subList(from, Math.min(samples.size(), from + 8)), top::add);
            }
            takeSnapshots(loop);
            snapshots.forEach((place, snapshot) -> {
                if (!lost.test(place.module(), place.samples())) {
                    account.snapshots().enter(place.module(), snapshot);
                }
            });
            for (int module = 1; module <= pipeline.depth(); module++) {
                write(loop, module);
            }
        }
        samples.forEach(sample -> account.samples(0, 0, List.of(sample)));
        top.forEach(sample -> account.samples(pipeline.depth(), 0, List.of(sample)));
        account.other(1, 0, new RecordHeader("run", "ab12", RecordKind.END, 0, 0, 0));
        account.other(2, 0, new RecordHeader("run", "ab12", RecordKind.END, top.size(), top.size(), 0));
        return account;
    }

    /** The loop is asked between two runs, as batches are full then. */
    private void takeSnapshots(LockStepLoop loop) {
        for (int module = 1; module <= pipeline.depth(); module++) {
            long samples = loop.trainer(module).progress().trained();
            byte[] bytes = codec.encode(codec.take(loop.trainer(module).module(), module, samples));
            snapshots.put(
                    new Place(module, samples),
                    new Document(
                            new DocumentHeader("run", "ab12", samples, 1, DocumentHeader.digest(bytes)),
                            Long.toString(samples),
                            bytes));
        }
    }

    private void write(LockStepLoop loop, int module) throws IOException {
        var learned = loop.trainer(module).module();
        ParameterFile.write(
                modules.resolve(module + ".safetensors"),
                learned.parameters(),
                new Provenance("run", pipeline, ModuleRange.of(module)).at(learned.step(), 0));
    }

    private static List<Sample> renumbered(List<Sample> samples) {
        List<Sample> renumbered = new ArrayList<>();
        samples.forEach(sample -> renumbered.add(numbered(sample, renumbered.size())));
        return renumbered;
    }

    private static Sample numbered(Sample sample, long sequence) {
        return new Sample(
                sequence,
                sample.purpose(),
                sample.recording(),
                sample.valid(),
                sample.labels(),
                sample.shape(),
                sample.values());
    }

    private List<Sample> samples(int count) {
        List<Sample> samples = new ArrayList<>();
        int window = pipeline.audio().window();
        for (int i = 0; i < count; i++) {
            SplittableRandom random = Seeds.generator(5, "sample", i);
            float[] values = new float[window];
            for (int t = 0; t < window; t++) {
                values[t] = (float) (Math.sin(0.1 * t) + 0.3 * random.nextGaussian());
            }
            samples.add(new Sample(i, Purpose.TRAIN, i, window, Map.of(), ActivationShape.sequence(1, window), values));
        }
        return samples;
    }
}
