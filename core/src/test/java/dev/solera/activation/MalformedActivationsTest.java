package dev.solera.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.WireDefinition.Precision;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Documents that are sound safetensors, but no record of activations of shape [2, 3]. */
class MalformedActivationsTest {

    private static final ActivationCodec CODEC = new ActivationCodec(ActivationShape.sequence(2, 3), Precision.FLOAT32);

    private long[] sequence = {5, 6};
    private long[] recording = {0, 1};
    private long[] valid = {0, 9};
    private byte[] purpose = {0, 3};
    private UnaryOperator<SafetensorsWriter> activations = writer -> writer.add("activations", new float[12], 2, 2, 3);

    private byte[] document() {
        SafetensorsWriter writer = new SafetensorsWriter()
                .add("sequence", sequence, sequence.length)
                .add("recording", recording, recording.length)
                .add("valid", valid, valid.length)
                .add("purpose", DType.U8, List.of((long) purpose.length), out -> out.put(purpose));
        return activations.apply(writer).toBytes();
    }

    private void requireRefusal(String message) {
        assertThatThrownBy(() -> CODEC.decode(document()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldDecodeWhenNothingIsWrong() {
        assertThat(CODEC.decode(document())).hasSize(2);
    }

    @Test
    void shouldRefuseWhenTheShapeIsAnother() {
        activations = writer -> writer.add("activations", new float[12], 2, 3, 2);
        requireRefusal("tensor activations shape is [2, 3, 2]; allowed: [2, 2, 3]");
    }

    @Test
    void shouldRefuseWhenThePrecisionIsAnother() {
        activations =
                writer -> writer.add("activations", DType.BF16, List.of(2L, 2L, 3L), out -> out.position(out.limit()));
        requireRefusal("tensor activations dtype is BF16; allowed: F32");
    }

    @Test
    void shouldRefuseWhenAPurposeIsUnknown() {
        purpose = new byte[] {0, (byte) 200};
        requireRefusal("purpose is 200; allowed: 0 to 3");
    }

    @Test
    void shouldRefuseWhenALengthIsNegative() {
        valid = new long[] {1, -1};
        requireRefusal("valid is -1; allowed: 0 or more");
    }

    @Test
    void shouldRefuseWhenARecordingIsTooLarge() {
        recording = new long[] {1L << 31, 0};
        requireRefusal("recording is 2147483648");
    }

    @Test
    void shouldRefuseWhenSequencesHaveAGap() {
        sequence = new long[] {5, 7};
        requireRefusal("sequence[1] is 7");
    }

    @Test
    void shouldRefuseWhenNoSequenceCanFollow() {
        sequence = new long[] {Long.MAX_VALUE - 1, Long.MAX_VALUE};
        requireRefusal("sequence[1] is 9223372036854775807");
    }

    @Test
    void shouldRefuseWhenThereIsNoSample() {
        sequence = new long[0];
        requireRefusal("sequence is empty; allowed: one sample or more");
    }

    @Test
    void shouldRefuseWhenTensorsDisagreeAboutTheCount() {
        valid = new long[] {1};
        requireRefusal("tensor valid shape is [1]; allowed: [2]");
    }

    @Test
    void shouldRefuseWhenALabelHasOtherRows() {
        UnaryOperator<SafetensorsWriter> before = activations;
        activations = writer -> before.apply(writer).add("label.speaker", new long[3], 3);
        requireRefusal("tensor label.speaker shape is [3]; allowed: [2] or [2, frames]");
    }

    @Test
    void shouldRefuseWhenALabelIsBelowUnknown() {
        UnaryOperator<SafetensorsWriter> before = activations;
        activations = writer -> before.apply(writer).add("label.speaker", new long[] {0, -2}, 2);
        requireRefusal("label.speaker is -2");
    }

    @Test
    void shouldRefuseWhenAScaleIsNotFinite() {
        // given
        activations = writer -> writer.add("activations", DType.I8, List.of(2L, 2L, 3L), out -> out.put(new byte[12]))
                .add("scale", new float[] {1, 1, Float.NaN, 1}, 2, 2);

        // when, then
        assertThatThrownBy(() -> new ActivationCodec(ActivationShape.sequence(2, 3), Precision.INT8).decode(document()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("scale is NaN; allowed: finite, from 0");
    }
}
