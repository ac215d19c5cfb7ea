package dev.solera.activation;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.definition.ActivationShape;
import dev.solera.fuzz.Allocation;
import dev.solera.fuzz.FuzzedDocument;
import dev.solera.fuzz.FuzzedDocument.Usual;
import dev.solera.pipeline.WireDefinition.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Values of activation records: any bytes, and documents with the tensors of a record. */
class RecordFuzzTest {

    private static final long MOST_BYTES = 16 << 20;
    private static final int SAMPLES = 2;
    private static final int CHANNELS = 2;
    private static final int STEPS = 3;
    private static final List<String> EXTRA = List.of("label.", "label.phone", "scale", "other");

    @FuzzTest
    void decode(FuzzedDataProvider data) throws Exception {
        Precision precision = data.pickValue(Precision.values());
        boolean raw = data.consumeBoolean();
        byte[] value =
                raw ? data.consumeRemainingAsBytes() : FuzzedDocument.of(data, Map.of(), tensors(precision), EXTRA);
        ActivationCodec codec = new ActivationCodec(ActivationShape.sequence(CHANNELS, STEPS), precision);
        List<Sample> samples;
        try {
            samples = Allocation.atMost(MOST_BYTES, () -> codec.decode(value));
        } catch (MalformedRecordException refused) {
            return;
        }
        requireSound(samples);
        List<Sample> again = codec.decode(codec.encode(samples));
        require(again.size() == samples.size(), "as many samples again");
        for (int i = 0; i < again.size(); i++) {
            requireSame(samples.get(i), again.get(i), precision);
        }
    }

    static List<Usual> tensors(Precision precision) {
        long n = SAMPLES;
        Usual scale = Usual.of("scale", DType.F32, n, (long) CHANNELS);
        DType type = switch (precision) {
            case FLOAT32 -> DType.F32;
            case BFLOAT16 -> DType.BF16;
            case INT8 -> DType.I8;
        };
        return List.of(
                Usual.of("sequence", DType.I64, n),
                Usual.of("recording", DType.I64, n),
                Usual.of("valid", DType.I64, n),
                Usual.of("purpose", DType.U8, n),
                Usual.of("activations", type, n, (long) CHANNELS, (long) STEPS),
                precision == Precision.INT8 ? scale : Usual.of("label.speaker", DType.I64, n));
    }

    private static void requireSound(List<Sample> samples) {
        require(!samples.isEmpty(), "a sample or more");
        long next = samples.get(0).sequence();
        for (Sample sample : samples) {
            require(sample.sequence() == next++ && next > 0, "gapless sequences with one behind the last");
            require(sample.recording() >= 0 && sample.valid() >= 0, "no negative number");
            require(sample.shape().equals(ActivationShape.sequence(CHANNELS, STEPS)), "the shape of the stage");
            for (float value : sample.values()) {
                require(Float.isFinite(value), "finite values");
            }
            sample.labels()
                    .values()
                    .forEach(row -> require(Arrays.stream(row).allMatch(v -> v >= -1), "labels from -1"));
        }
    }

    private static void requireSame(Sample before, Sample after, Precision precision) {
        require(
                before.sequence() == after.sequence()
                        && before.purpose() == after.purpose()
                        && before.recording() == after.recording()
                        && before.valid() == after.valid()
                        && before.labels().keySet().equals(after.labels().keySet()),
                "the same sample again");
        before.labels()
                .forEach(
                        (name, row) -> require(Arrays.equals(row, after.labels().get(name)), "the same labels"));
        if (precision == Precision.INT8) {
            requireClose(before.values(), after.values());
        } else {
            require(Arrays.equals(before.values(), after.values()), "the same values");
        }
    }

    /** Half a scale, as each channel gets a scale of its own anew; subnormal scales have lost digits. */
    private static void requireClose(float[] before, float[] after) {
        float[] scales = Int8.scales(before, ActivationShape.sequence(CHANNELS, STEPS));
        for (int i = 0; i < before.length; i++) {
            float scale = scales[i / STEPS];
            if (scale >= Float.MIN_NORMAL) {
                require(Math.abs((double) before[i] - after[i]) <= 0.5001 * scale, "values to half a scale");
            }
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("decoded is not " + what);
        }
    }
}
