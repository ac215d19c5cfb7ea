package dev.solera.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.media.UnreadableRecordingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueFormTest {

    private static final float[] BY_CHANNEL = {0.25f, 0.5f, -1, 0, 0.125f, -0.5f};

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldPutTheNumbersOfFramesTogetherByChannel() throws Exception {
        ByteBuffer floats = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer shorts = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : new float[] {0.25f, -1, 0.125f, 0.5f, 0, -0.5f}) {
            floats.putFloat(number);
            shorts.putShort((short) (number * 32768));
        }

        assertThat(ValueForm.FLOAT32.samples(floats.array(), 3)).isEqualTo(BY_CHANNEL);
        assertThat(ValueForm.INT16.samples(shorts.array(), 3)).isEqualTo(BY_CHANNEL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.25,-1,0.125\n0.5,0,-0.5",
                " 0.25 -1 .125;5e-1 0 -0.5\n",
                "0.25,-1.0,0.125,0.5,-0,-0.5",
                "0.25;-1;0.125\r\n0.5;0;-0.5\r\n"
            })
    void shouldReadNumbersAsPeopleWriteThem(String text) throws Exception {
        float[] samples = ValueForm.TEXT.samples(bytes(text), 3);

        for (int i = 0; i < BY_CHANNEL.length; i++) {
            assertThat(samples[i] == BY_CHANNEL[i]).as("sample %d", i).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            1,2        | has 2 numbers; allowed: a multiple of 3, the channels
            ''         | has 0 numbers; allowed: a multiple of 3, the channels
            ' ,; '     | has 0 numbers; allowed: a multiple of 3, the channels
            1,2,x      | has no number in place 3; allowed: numbers
            1,2,,3,4,5 | has no number in place 3; allowed: numbers
            """)
    void shouldRefuseTextThatIsNoWholeFramesOfNumbers(String text, String message) {
        assertThatThrownBy(() -> ValueForm.TEXT.samples(bytes(text), 3))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessage(message);
    }

    @Test
    void shouldReadAFileInBase64WithLinesOrWithout() throws Exception {
        byte[] file = new byte[1000];
        for (int i = 0; i < file.length; i++) {
            file[i] = (byte) (i * 31);
        }

        assertThat(ValueForm.BASE64.file(Base64.getEncoder().encode(file))).isEqualTo(file);
        assertThat(ValueForm.BASE64.file(Base64.getMimeEncoder().encode(file))).isEqualTo(file);
        assertThatThrownBy(() -> ValueForm.BASE64.file(bytes("QQ=Q")))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageStartingWith("is no base64: ");
    }
}
