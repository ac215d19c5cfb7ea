package dev.solera.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.solera.learning.LearningModule;
import dev.solera.learning.ModuleChain;
import dev.solera.learning.ModuleState;
import dev.solera.learning.TrainerState;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderCheckpointsTest {

    private static final String YAML = """
            pipeline: kept
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: %s
            seed: 11
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - context: {hidden: 6}
            """;

    /** How far back the module downstream can be taken where there is none. */
    private static final long NOBODY = Long.MAX_VALUE;

    private final PipelineDefinition pipeline = PipelineDefinitions.parse(YAML.formatted("1e-3"));
    private final Provenance owner = new Provenance("run", pipeline, ModuleRange.of(2));

    @TempDir
    private Path folder;

    @Test
    void shouldGiveBackWhatWasWrittenBitForBit() throws Exception {
        // given
        FolderCheckpoints store = store(2);
        Checkpoint written = checkpoint(owner, 3, 24);

        // when
        store.write(store.acquire(), written, NOBODY);
        Checkpoint read = store(2).newest().orElseThrow();

        // then
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
        assertThat(read.isFinal()).isFalse();
    }

    @Test
    void shouldGiveBackModulesThatAreKeptTogetherBitForBit() throws Exception {
        // given
        Provenance both = new Provenance("run", pipeline, new ModuleRange(1, 2));
        FolderCheckpoints store = new FolderCheckpoints(folder, both, 2);
        Checkpoint written = checkpoint(both, 3, 24);

        // when
        store.write(store.acquire(), written, NOBODY);

        // then
        assertThat(new FolderCheckpoints(folder, both, 2).newest().orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(written);
        assertForeign("1-24.checkpoint", owner, "module is 1-2; allowed: 2");
    }

    @Test
    void shouldGiveBackAFrozenModuleWithoutAnyMoments() throws Exception {
        // given
        PipelineDefinition half = PipelineDefinitions.parse(YAML.formatted("1e-3") + "train: [1]");
        Provenance both = new Provenance("run", half, new ModuleRange(1, 2));
        TrainerState state;
        try (ModuleChain chain = new ModuleChain(half, both.modules(), (report, module) -> {})) {
            state = chain.state();
        }
        assertThat(state.modules().get(1).optimiser().means()).isEmpty();
        FolderCheckpoints store = new FolderCheckpoints(folder, both, 2);

        // when
        store.write(store.acquire(), new Checkpoint(both, state, positions(24)), NOBODY);

        // then
        assertThat(store.newest().orElseThrow().state())
                .usingRecursiveComparison()
                .isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"1, 1-2", "2, 1-2", "1-2, 2"})
    void shouldRefuseModulesThatAnotherPlacementHasAlready(String first, String second) throws Exception {
        // given
        FolderCheckpoints.of(folder, owner(first), 2).acquire();

        // when, then
        InvalidCheckpointException refusal = catchThrowableOfType(
                InvalidCheckpointException.class,
                () -> FolderCheckpoints.of(folder, owner(second), 2).acquire());
        assertThat(refusal)
                .hasMessage(
                        "placement of run run is one with checkpoints in %s; allowed: the same for the whole run, "
                                + "so that modules %s have no checkpoints but in module-%s",
                        folder.resolve("run").resolve("module-" + first), second, second);
        assertThat(refusal.isForeign()).isTrue();
        assertThat(FolderCheckpoints.of(folder, owner(first), 2).acquire()).isEqualTo(2);
    }

    @Test
    void shouldTakeModulesThatStandBesideOthersOfTheSamePlacement() throws Exception {
        FolderCheckpoints.of(folder, owner("1"), 2).acquire();

        assertThat(FolderCheckpoints.of(folder, owner("2"), 2).acquire()).isEqualTo(1);
    }

    private Provenance owner(String modules) {
        return new Provenance("run", pipeline, ModuleRange.parse("modules", modules));
    }

    @Test
    void shouldKeepTheNewestAndTellTheOldestOnceAllThatAreToBeKeptAreThere() throws Exception {
        // given
        FolderCheckpoints store = store(2);
        long epoch = store.acquire();

        // when
        var first = store.write(epoch, checkpoint(owner, 1, 8), NOBODY);
        var second = store.write(epoch, checkpoint(owner, 2, 16), NOBODY);
        var third = store.write(epoch, checkpoint(owner, 3, 24), NOBODY);

        // then
        assertThat(first.oldest()).isEmpty();
        assertThat(second.oldest()).contains(positions(8));
        assertThat(third.oldest()).contains(positions(16));
        assertThat(names()).containsExactlyInAnyOrder("1.epoch", "1-16.checkpoint", "1-24.checkpoint");
    }

    @Test
    void shouldKeepOneThatTheModuleDownstreamCanBeFedFromHoweverManyCameSince() throws Exception {
        // given
        FolderCheckpoints store = store(2);
        long epoch = store.acquire();

        // when
        store.write(epoch, checkpoint(owner, 1, 8), 0);
        store.write(epoch, checkpoint(owner, 2, 16), 0);
        var behindTheBeginning = store.write(epoch, checkpoint(owner, 3, 24), 0);
        store.write(epoch, checkpoint(owner, 4, 32), 23);
        var behind = store.write(epoch, checkpoint(owner, 5, 40), 23);

        // then
        assertThat(behindTheBeginning).isEqualTo(new CheckpointStore.Kept(Optional.empty(), 0));
        assertThat(behind).isEqualTo(new CheckpointStore.Kept(Optional.of(positions(16)), 16));
        assertThat(names())
                .containsExactlyInAnyOrder(
                        "1.epoch", "1-16.checkpoint", "1-24.checkpoint", "1-32.checkpoint", "1-40.checkpoint");

        // and when that has moved on
        var after = store.write(epoch, checkpoint(owner, 6, 48), 48);
        assertThat(after).isEqualTo(new CheckpointStore.Kept(Optional.of(positions(40)), 48));
        assertThat(names()).containsExactlyInAnyOrder("1.epoch", "1-40.checkpoint", "1-48.checkpoint");
    }

    @Test
    void shouldGiveBackTheNewestThatHasNoMoreBehindItThanIsAskedFor() throws Exception {
        // given
        FolderCheckpoints store = store(3);
        long epoch = store.acquire();
        store.write(epoch, checkpoint(owner, 1, 8), NOBODY);
        store.write(epoch, checkpoint(owner, 2, 16), NOBODY);

        // when, then
        assertThat(store.newest(16)).get().extracting(Checkpoint::sequences).isEqualTo(16L);
        assertThat(store.newest(15)).get().extracting(Checkpoint::sequences).isEqualTo(8L);
        assertThat(store.newest(7)).isEmpty();
    }

    @Test
    void shouldHaveNoneWhenTheyAreDiscarded() throws Exception {
        // given
        FolderCheckpoints store = store(2);
        store.write(store.acquire(), checkpoint(owner, 1, 8), NOBODY);

        // when
        store.discard(store.acquire());

        // then
        assertThat(store.newest()).isEmpty();
        assertThat(names()).containsExactly("2.epoch");
    }

    @Test
    void shouldTellTheOldestKeptOfAnEarlierProcess() throws Exception {
        // given
        FolderCheckpoints before = store(3);
        long epoch = before.acquire();
        before.write(epoch, checkpoint(owner, 1, 8), NOBODY);
        before.write(epoch, checkpoint(owner, 2, 16), NOBODY);

        // when
        FolderCheckpoints after = store(3);
        long next = after.acquire();
        after.newest();

        // then
        assertThat(after.write(next, checkpoint(owner, 3, 24), NOBODY).oldest()).contains(positions(8));
        assertThat(after.write(next, checkpoint(owner, 4, 32), NOBODY).oldest()).contains(positions(16));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 30, 400, -1})
    void shouldUseTheOneBeforeWhenTheNewestIsTorn(int length) throws Exception {
        // given
        FolderCheckpoints store = store(2);
        long epoch = store.acquire();
        store.write(epoch, checkpoint(owner, 1, 8), NOBODY);
        store.write(epoch, checkpoint(owner, 2, 16), NOBODY);
        Path newest = folder.resolve("1-16.checkpoint");
        byte[] bytes = Files.readAllBytes(newest);
        Files.write(newest, java.util.Arrays.copyOf(bytes, length < 0 ? bytes.length - 1 : length));

        // when
        Checkpoint restored = store(2).newest().orElseThrow();

        // then
        assertThat(restored.provenance().step()).isEqualTo(1);
    }

    @Test
    void shouldNoticeEveryFlippedByte() throws Exception {
        // given
        FolderCheckpoints store = store(1);
        store.write(store.acquire(), checkpoint(owner, 1, 8), NOBODY);
        Path file = folder.resolve("1-8.checkpoint");
        byte[] whole = Files.readAllBytes(file);

        for (int at = 0; at < whole.length; at++) {
            // when
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % Byte.SIZE);
            Files.write(file, flipped);

            // then
            assertThatThrownBy(() -> store(1).newest())
                    .as("byte %d of %d", at, whole.length)
                    .isInstanceOf(InvalidCheckpointException.class)
                    .hasMessageContaining("1-8.checkpoint: ");
        }
    }

    @Test
    void shouldRefuseWhenTheWholeFolderIsTorn() throws Exception {
        // given
        Files.write(folder.resolve("1-8.checkpoint"), new byte[100]);

        // when, then
        assertThatThrownBy(() -> store(2).newest())
                .isInstanceOf(InvalidCheckpointException.class)
                .hasMessageContaining("1-8.checkpoint: beginning is ");
    }

    @Test
    void shouldRefuseCheckpointsOfSomethingElse() throws Exception {
        // given
        FolderCheckpoints store = store(2);
        store.write(store.acquire(), checkpoint(owner, 1, 8), NOBODY);
        PipelineDefinition otherDefinition = PipelineDefinitions.parse(YAML.formatted("2e-3"));

        // when, then
        assertForeign(new Provenance("other", pipeline, ModuleRange.of(2)), "run is run; allowed: other");
        assertForeign(new Provenance("run", pipeline, ModuleRange.of(1)), "module is 2; allowed: 1");
        assertForeign(new Provenance("run", otherDefinition, ModuleRange.of(2)), "identity is ");
        assertThat(names()).contains("1-8.checkpoint");
    }

    @ParameterizedTest
    @CsvSource({"1, an earlier", "2, an earlier", "4, a newer"})
    void shouldRefuseAnotherFormatByName(int format, String version) throws Exception {
        // given
        FolderCheckpoints store = store(2);
        store.write(store.acquire(), checkpoint(owner, 1, 8), NOBODY);
        Path file = folder.resolve("1-8.checkpoint");
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putInt(8, format);
        Files.write(file, bytes);

        // when, then
        assertForeign(owner, "format is %d, %s version's; allowed: 3".formatted(format, version));
    }

    @Test
    void shouldRefuseAStaleOwnersWrite() throws Exception {
        // given
        FolderCheckpoints stale = store(2);
        long first = stale.acquire();
        stale.write(first, checkpoint(owner, 1, 8), NOBODY);

        // when another process takes over
        FolderCheckpoints taken = store(2);
        long second = taken.acquire();

        // then
        assertThatThrownBy(() -> stale.write(first, checkpoint(owner, 2, 16), NOBODY))
                .isInstanceOf(StaleOwnerException.class)
                .hasMessage(
                        "epoch of the module's owner is 1; allowed: 2, as another process has taken the module over");
        assertThatThrownBy(() -> stale.requireOwnership(first)).isInstanceOf(StaleOwnerException.class);
        assertThat(names()).containsExactlyInAnyOrder("2.epoch", "1-8.checkpoint");
        taken.requireOwnership(second);
        taken.write(second, checkpoint(owner, 2, 16), NOBODY);
        assertThat(store(2).newest().orElseThrow().provenance().step()).isEqualTo(2);
    }

    /** As where the newer owner takes the modules over between a write's last look at the epochs and its end. */
    @Test
    void shouldLeaveWhatANewerOwnerWritesWhenItIsSupersededInTheMiddleOfAWrite() throws Exception {
        // given
        FolderCheckpoints stale = store(1);
        long epoch = stale.acquire();
        stale.write(epoch, checkpoint(owner, 1, 8), NOBODY);
        Files.write(folder.resolve("2-16.checkpoint"), new byte[10]);
        Files.write(folder.resolve("2-24.checkpoint.tmp"), new byte[10]);

        // when
        stale.write(epoch, checkpoint(owner, 3, 24), NOBODY);

        // then
        assertThat(names())
                .containsExactlyInAnyOrder("1.epoch", "1-24.checkpoint", "2-16.checkpoint", "2-24.checkpoint.tmp");

        // and when it begins anew
        stale.discard(epoch);
        assertThat(names()).containsExactlyInAnyOrder("1.epoch", "2-16.checkpoint", "2-24.checkpoint.tmp");
    }

    @Test
    void shouldPreferTheNewerOwnersCheckpointWhenAStaleOneCameFurther() throws Exception {
        // given
        FolderCheckpoints store = store(3);
        store.write(store.acquire(), checkpoint(owner, 9, 72), NOBODY);
        store.write(store.acquire(), checkpoint(owner, 2, 16), NOBODY);

        // when, then
        assertThat(store(3).newest().orElseThrow().provenance().step()).isEqualTo(2);
    }

    @Test
    void shouldRemoveWhatADyingProcessLeft() throws Exception {
        // given
        FolderCheckpoints store = store(2);
        long epoch = store.acquire();
        Files.write(folder.resolve("1-8.checkpoint.tmp"), new byte[10]);

        // when
        assertThat(store.newest()).isEmpty();
        store.write(epoch, checkpoint(owner, 2, 16), NOBODY);

        // then
        assertThat(names()).containsExactlyInAnyOrder("1.epoch", "1-16.checkpoint");
    }

    private void assertForeign(Provenance reader, String message) {
        assertForeign("1-8.checkpoint", reader, message);
    }

    private void assertForeign(String file, Provenance reader, String message) {
        InvalidCheckpointException refusal = catchThrowableOfType(
                InvalidCheckpointException.class, () -> new FolderCheckpoints(folder, reader, 2).newest());
        assertThat(refusal).hasMessageContaining(file + ": " + message);
        assertThat(refusal.isForeign()).isTrue();
    }

    private FolderCheckpoints store(int keep) {
        return new FolderCheckpoints(folder, owner, keep);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private Checkpoint checkpoint(Provenance of, long step, long samples) {
        List<ModuleState> states = of.modules().numbers().stream()
                .map(number -> initial(number, step))
                .toList();
        var progress = new TrainerState.Progress(4 * step, 0, false);
        return new Checkpoint(of.at(step, 4 * step), new TrainerState(states, progress), positions(samples));
    }

    private ModuleState initial(int number, long step) {
        try (LearningModule module = LearningModule.initial(pipeline, number)) {
            ModuleState initial = module.state();
            ModuleState.Optimiser optimiser = initial.optimiser();
            var updated = new ModuleState.Optimiser(step - number + 1, optimiser.means(), optimiser.variances());
            return new ModuleState(step, initial.parameters(), updated);
        }
    }

    private static List<InputPosition> positions(long samples) {
        return List.of(
                new InputPosition(samples / 2, List.of(samples - 1, 0L, 0L, 0L), 1, false),
                new InputPosition(InputPosition.BEGINNING, List.of(0L, 0L, 0L, 0L), 0, true));
    }
}
