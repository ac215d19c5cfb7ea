package dev.solera.checkpoint;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.activation.DType;
import dev.solera.fuzz.Allocation;
import dev.solera.fuzz.FuzzedDocument;
import dev.solera.fuzz.FuzzedDocument.Usual;
import dev.solera.fuzz.Seeds;
import dev.solera.learning.ModuleState;
import dev.solera.learning.TrainerState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Checkpoint files: any bytes, any bytes in a frame whose checksum holds, and documents with a checkpoint's tensors. */
class CheckpointFuzzTest {

    private static final long MOST_BYTES = 16 << 20;

    private static final Provenance OWNER = Seeds.OWNER;
    private static final Map<String, String> IDENTITY = OWNER.identity();

    private static final List<Usual> TENSORS = List.of(
            Usual.of("progress", DType.I64, 4L),
            Usual.of("updates", DType.I64, 2L),
            Usual.of("positions", DType.I64, 2L, 7L),
            Usual.of("1.parameter.w", DType.F32, 2L),
            Usual.of("1.mean.w", DType.F32, 2L),
            Usual.of("1.variance.w", DType.F32, 2L),
            Usual.of("2.parameter.v", DType.F32, 1L),
            Usual.of("2.mean.v", DType.F32, 1L),
            Usual.of("2.variance.v", DType.F32, 1L));

    @FuzzTest
    void decode(FuzzedDataProvider data) throws Exception {
        byte[] file = file(data);
        Checkpoint checkpoint;
        try {
            checkpoint = Allocation.atMost(MOST_BYTES, () -> CheckpointCodec.decode(file, OWNER));
        } catch (InvalidCheckpointException refused) {
            return;
        }
        requireSound(checkpoint);
        requireSame(checkpoint, CheckpointCodec.decode(written(checkpoint), OWNER));
    }

    private static byte[] written(Checkpoint checkpoint) throws IOException {
        var bytes = new ByteArrayOutputStream();
        CheckpointCodec.write(checkpoint, Channels.newChannel(bytes));
        return bytes.toByteArray();
    }

    private static byte[] file(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 2)) {
            case 0 -> data.consumeRemainingAsBytes();
            case 1 -> Seeds.checkpoint(data.consumeRemainingAsBytes());
            default ->
                Seeds.checkpoint(
                        FuzzedDocument.of(data, IDENTITY, TENSORS, List.of("1.parameter.v", "1.mean.v", "other")));
        };
    }

    private static void requireSound(Checkpoint checkpoint) {
        TrainerState state = checkpoint.state();
        require(!checkpoint.positions().isEmpty(), "of one partition or more");
        for (InputPosition position : checkpoint.positions()) {
            require(position.offset() >= InputPosition.BEGINNING && position.skipped() >= 0, "at a position");
            require(position.samples().stream().allMatch(n -> n >= 0), "of counts from 0");
        }
        require(checkpoint.sequences() >= 0, "of a number of sequences");
        require(state.progress().trained() >= 0 && state.progress().untrained() >= 0, "of samples from 0");
        require(state.modules().size() == OWNER.modules().size(), "of as many modules");
        state.modules().forEach(CheckpointFuzzTest::requireSound);
    }

    private static void requireSound(ModuleState module) {
        require(module.step() >= 0 && module.optimiser().step() >= 0, "of steps from 0");
        module.parameters().forEach((name, parameter) -> {
            require(module.optimiser().means().get(name).length == parameter.values().length, "a mean a value");
            require(module.optimiser().variances().get(name).length == parameter.values().length, "a variance a value");
        });
    }

    private static void requireSame(Checkpoint before, Checkpoint after) {
        require(before.positions().equals(after.positions()), "the same positions again");
        require(before.state().progress().equals(after.state().progress()), "the same progress again");
        require(before.provenance().equals(after.provenance()), "of the same modules again");
        for (int i = 0; i < OWNER.modules().size(); i++) {
            requireSame(before.state().modules().get(i), after.state().modules().get(i));
        }
    }

    private static void requireSame(ModuleState module, ModuleState again) {
        require(
                module.step() == again.step()
                        && module.optimiser().step() == again.optimiser().step(),
                "the same steps again");
        require(module.parameters().keySet().equals(again.parameters().keySet()), "the same parameters again");
        module.parameters().forEach((name, parameter) -> {
            require(
                    Arrays.equals(
                            parameter.shape(), again.parameters().get(name).shape()),
                    "the same shapes again");
            requireSameBits(parameter.values(), again.parameters().get(name).values());
            requireSameBits(
                    module.optimiser().means().get(name),
                    again.optimiser().means().get(name));
            requireSameBits(
                    module.optimiser().variances().get(name),
                    again.optimiser().variances().get(name));
        });
    }

    private static void requireSameBits(float[] before, float[] after) {
        require(Arrays.equals(before, after), "the same values again");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("decoded is not " + what);
        }
    }
}
