package dev.solera.media.audio;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.fuzz.Allocation;
import dev.solera.fuzz.FlacBytes;
import dev.solera.fuzz.Temporary;
import dev.solera.fuzz.WavBytes;
import dev.solera.media.UnreadableRecordingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Audio files: any bytes, and files whose chunks, blocks and frames are sound around any content. */
class AudioFuzzTest {

    private static final long MOST_BYTES = 128 << 20;
    private static final int PIPELINE_RATE = 16_000;
    private static final int MOST_SAMPLES = 1 << 20;

    private static final Path WAV = Temporary.file(".wav");
    private static final Path FLAC = Temporary.file(".flac");

    @FuzzTest
    void decode(FuzzedDataProvider data) throws Exception {
        switch (data.consumeInt(0, 3)) {
            case 0 -> read(WAV, data.consumeRemainingAsBytes());
            case 1 -> read(FLAC, data.consumeRemainingAsBytes());
            case 2 -> read(WAV, wav(data));
            default -> read(FLAC, flac(data));
        }
    }

    private static void read(Path file, byte[] bytes) throws Exception {
        Files.write(file, bytes);
        AudioInfo info;
        float[] samples;
        try (Channels recording = Channels.mixed(Allocation.atMost(MOST_BYTES, () -> AudioFile.open(file)))) {
            info = recording.info();
            int length = (int) Math.min(MOST_SAMPLES, info.lengthAt(PIPELINE_RATE));
            samples = Allocation.atMost(MOST_BYTES, () -> Resampler.read(recording, PIPELINE_RATE, 0, length));
            require(samples.length == length, "as long as its header says");
        } catch (UnreadableRecordingException refused) {
            return;
        }
        require(info.checked().equals(info), "within what is allowed");
    }

    private static byte[] wav(FuzzedDataProvider data) {
        int format = data.pickValue(new int[] {1, 3, 6, 7, 0xFFFE, 0});
        int channels = data.consumeBoolean() ? data.consumeInt(0, 65535) : data.consumeInt(1, 3);
        int rate = data.consumeBoolean() ? data.consumeInt() : 1000;
        int bits = data.pickValue(new int[] {8, 16, 24, 32, 64, 0, 1, 12, 65535});
        int promised = data.consumeBoolean() ? data.consumeInt() : -1;
        byte[] audio = data.consumeRemainingAsBytes();
        return WavBytes.of(format, channels, rate, bits, promised < 0 ? audio.length : promised, audio);
    }

    private static byte[] flac(FuzzedDataProvider data) {
        int channels = data.consumeInt(1, 8);
        int bits = data.pickValue(new int[] {16, 8, 24, 4, 32, 1});
        int rate = data.consumeBoolean() ? data.consumeInt(0, (1 << 20) - 1) : 8000;
        long frames = data.consumeBoolean() ? data.consumeLong(0, (1L << 36) - 1) : 0;
        int blocks = data.consumeInt(0, 2);
        FlacBytes file = new FlacBytes(blocks == 0, rate, channels, bits, frames);
        for (int i = 1; i <= blocks; i++) {
            file.metadata(i == blocks, data.consumeInt(0, 127), data.consumeBytes(data.consumeInt(0, 128)));
        }
        int count = data.consumeInt(0, 3);
        for (int i = 0; i < count; i++) {
            int code = data.consumeBoolean() ? data.consumeInt(0, 15) : channels - 1;
            int size = data.consumeBoolean() ? data.consumeInt(1, 65536) : 96;
            file.frame(i, code, size, data.consumeBytes(data.consumeInt(0, 512)));
        }
        return file.toByteArray();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("decoded is not " + what);
        }
    }
}
