package dev.solera.gateway.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.gateway.model.Recordings;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

class FileReaderTest {

    private static final UploadProperties PROPERTIES = new UploadProperties(
            DataSize.ofMegabytes(1),
            DataSize.ofMegabytes(1),
            Duration.ofSeconds(5),
            1,
            Duration.ofSeconds(5),
            DataSize.ofMegabytes(1),
            "");

    private static final PipelineDefinition SOUND = PipelineDefinitions.parse("""
            pipeline: heard
            input: {kind: audio, sample-rate: 8000, window: 2048}
            batch: 4
            learning-rate: 1e-3
            seed: 1
            loss: {prediction-steps: 2, sub-window: 16, negatives: {form: shared, count: 16, from: sequence}}
            modules:
              - encoder: [{channels: 16, kernel: 10, stride: 10, padding: 0}]
            """);

    private static final PipelineDefinition PICTURES = PipelineDefinitions.load("vision-small");

    @TempDir
    private Path folder;

    /** As the evaluation pass does: whole windows, and a rest that has half a second or is alone. */
    @ParameterizedTest
    @CsvSource({"100, 1, 100", "2048, 1, 2048", "6100, 2, 2048", "9000, 4, 2048", "40000, 19, 2048"})
    void shouldCutSoundIntoWindows(int samples, int windows, int last) throws Exception {
        float[] sound = new float[samples];
        for (int i = 0; i < samples; i++) {
            sound[i] = i;
        }

        List<Recordings> read = read(SOUND, Files.wav(8000, sound));

        assertThat(read.stream().mapToInt(Recordings::count).sum()).isEqualTo(windows);
        Recordings end = read.get(read.size() - 1);
        assertThat(end.shape()).containsExactly(1L, 2048L);
        assertThat(end.lengths()[end.count() - 1]).isEqualTo(last);
        float[] values = Arrays.copyOfRange(end.values(), (end.count() - 1) * 2048, end.count() * 2048);
        int first = (windows - 1) * 2048;
        assertThat(values[0]).isEqualTo(first);
        assertThat(values[2047]).isEqualTo(last == 2048 ? first + 2047 : 0);
    }

    @Test
    void shouldResampleSoundOfAnotherRate() throws Exception {
        float[] sound = new float[4000];
        for (int i = 0; i < sound.length; i++) {
            sound[i] = (float) Math.sin(0.02 * i);
        }

        Recordings read = read(SOUND, Files.wav(16000, sound)).get(0);

        assertThat(read.lengths()).containsExactly(2000);
        assertThat(read.values()[1000]).isCloseTo((float) Math.sin(0.02 * 2000), within(1e-3f));
    }

    @Test
    void shouldCutTheMiddleOutOfAPicture() throws Exception {
        int size = PICTURES.image().size();
        int side = PICTURES.image().resize().orElse(size);

        Recordings read = read(PICTURES, Files.png(3 * side, side)).get(0);

        assertThat(read.shape()).containsExactly(1L, (long) size, (long) size);
        assertThat(read.lengths()).isEmpty();
        assertThat(read.values()[0]).isCloseTo((1.5f - size / 2f / side) / 3, within(0.01f));
        assertThat(read.values()[size - 1]).isCloseTo((1.5f + size / 2f / side) / 3, within(0.01f));
    }

    @Test
    void shouldSayWhichMediumAPipelineTakesIn() throws Exception {
        byte[] picture = Files.png(80, 80);
        byte[] sound = Files.wav(8000, new float[800]);

        assertThatThrownBy(() -> read(SOUND, picture))
                .hasMessageContaining("the file is a picture; allowed: sound, which the pipeline heard takes in");
        assertThatThrownBy(() -> read(PICTURES, sound))
                .hasMessageContaining("the file is sound; allowed: pictures, which the pipeline vision-small takes in");
    }

    /** A few hundred bytes that say they are a picture of gigabytes. */
    @Test
    void shouldRefuseAPictureThatIsVastOnceItIsDecoded() {
        byte[] bomb = vast();

        assertThatThrownBy(() -> read(PICTURES, bomb))
                .isInstanceOfSatisfying(
                        UploadRefusedException.class,
                        refused -> assertThat(refused.getStatusCode()).isEqualTo(HttpStatus.CONTENT_TOO_LARGE))
                .hasMessageContaining("the file is 60000 x 60000 pixels")
                .hasMessageContaining("by solera.gateway.upload.memory");
    }

    private static byte[] vast() {
        java.nio.ByteBuffer png = java.nio.ByteBuffer.allocate(45);
        png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        png.putInt(13).put(new byte[] {'I', 'H', 'D', 'R'}).putInt(60_000).putInt(60_000);
        png.put(new byte[] {8, 2, 0, 0, 0});
        var sum = new java.util.zip.CRC32();
        sum.update(png.array(), 12, 17);
        png.putInt((int) sum.getValue());
        return png.putInt(0)
                .put(new byte[] {'I', 'D', 'A', 'T'})
                .putInt(0x35AF061E)
                .array();
    }

    private List<Recordings> read(PipelineDefinition definition, byte[] bytes) throws Exception {
        Path file = java.nio.file.Files.write(folder.resolve("file"), bytes);
        List<Recordings> all = new ArrayList<>();
        try (FileReader.Place place = new FileReader(definition, PROPERTIES).place()) {
            place.read(file, all::add);
        }
        return all;
    }
}
