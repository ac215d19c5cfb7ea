package dev.solera.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.solera.activation.SafetensorsWriter;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose checksum holds, and whose content is no checkpoint's. */
class CheckpointCodecTest {

    private static final Provenance OWNER =
            new Provenance("run", PipelineDefinitions.load("speech-small"), ModuleRange.of(1));

    private long[] progress = {3, 12, 1, 0};
    private long[] updates = {2};
    private long[] positions = {6, 0, 1, 12, 1, 0, 0};
    private long[] positionsShape = {1, 7};
    private Optional<String> device = Optional.empty();
    private float[] mean = {0.5f, 0.25f};

    @Test
    void shouldReadWhenNothingIsWrong() throws Exception {
        Checkpoint read = CheckpointCodec.decode(file(), OWNER);

        assertThat(read.provenance()).isEqualTo(OWNER.at(3, 12));
        assertThat(read.positions()).hasSize(1);
    }

    @Test
    void shouldTellTheDevicesThatItWasComputedOn() throws Exception {
        device = Optional.of("cpu, cuda:1");

        assertThat(CheckpointCodec.decode(file(), OWNER).provenance().devices())
                .containsExactly(ComputeDevice.CPU, new ComputeDevice(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tpu", "cpu,cuda:0", "cpu, "})
    void shouldRefuseWhenADeviceIsNone(String told) {
        device = Optional.of(told);
        requireRefusal("; allowed: cpu, or cuda:0, cuda:1 and so on");
    }

    @Test
    void shouldRefuseWhenThereIsNoPosition() {
        positions = new long[0];
        positionsShape = new long[] {0, 7};
        requireRefusal("tensor positions shape is [0, 7]; allowed: [1, 7]");
    }

    @Test
    void shouldRefuseWhenAPositionHasMoreFieldsThanCanBeCounted() {
        positions = new long[0];
        positionsShape = new long[] {0, 1L << 40};
        requireRefusal("tensor positions shape is [0, 1099511627776]");
    }

    @Test
    void shouldRefuseWhenPositionsAreAList() {
        positionsShape = new long[] {7};
        requireRefusal("tensor positions shape is [7]");
    }

    @Test
    void shouldRefuseWhenAPositionLiesBeforeTheBeginning() {
        positions[0] = -2;
        requireRefusal("position is offset -2");
    }

    @Test
    void shouldRefuseWhenAPartitionHasEndedMoreThanOnce() {
        positions[1] = 2;
        requireRefusal("flag of positions is 2; allowed: 0 or 1");
    }

    @Test
    void shouldRefuseWhenSamplesCannotBeCounted() {
        positions[3] = Long.MAX_VALUE;
        requireRefusal("samples of all positions are 2^63 or more");
    }

    @Test
    void shouldRefuseWhenProgressIsShort() {
        progress = new long[] {3, 12, 1};
        requireRefusal("tensor progress shape is [3]; allowed: [4]");
    }

    @Test
    void shouldRefuseWhenProgressIsNegative() {
        progress[1] = -12;
        requireRefusal("progress is [3, -12, 1, 0]");
    }

    @Test
    void shouldRefuseWhenUpdatesAreOfMoreModules() {
        updates = new long[] {2, 2};
        requireRefusal("tensor updates shape is [2]; allowed: [1]");
    }

    @Test
    void shouldRefuseWhenUpdatesAreNegative() {
        updates = new long[] {-1};
        requireRefusal("updates is [-1]; allowed: numbers from 0");
    }

    @Test
    void shouldRefuseWhenAParameterHasAnotherNumberOfMeans() {
        mean = new float[] {0.5f};
        requireRefusal("tensor 1.mean.w shape is [1]; allowed: [2]");
    }

    private void requireRefusal(String message) {
        InvalidCheckpointException refusal =
                catchThrowableOfType(InvalidCheckpointException.class, () -> CheckpointCodec.decode(file(), OWNER));
        assertThat(refusal).hasMessageContaining(message);
        assertThat(refusal.isForeign()).isFalse();
    }

    private byte[] file() {
        SafetensorsWriter writer = new SafetensorsWriter();
        OWNER.identity().forEach(writer::metadata);
        device.ifPresent(told -> writer.metadata("device", told));
        byte[] document = writer.add("1.parameter.w", new float[] {1, -2}, 2)
                .add("1.mean.w", mean, mean.length)
                .add("1.variance.w", new float[] {0.125f, 1e-8f}, 2)
                .add("updates", updates, updates.length)
                .add("progress", progress, progress.length)
                .add("positions", positions, positionsShape)
                .toBytes();
        CRC32C checksum = new CRC32C();
        checksum.update(document);
        return ByteBuffer.allocate(24 + document.length)
                .put("SOLERACK".getBytes(StandardCharsets.US_ASCII))
                .putInt(3)
                .putInt((int) checksum.getValue())
                .putLong(document.length)
                .put(document)
                .array();
    }
}
