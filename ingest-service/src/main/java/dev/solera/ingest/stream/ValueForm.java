package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a record's value is. */
enum ValueForm {
    /** All bytes of a file, which tell themselves what it is. */
    FILES(0) {
        @Override
        float next(ByteBuffer frames) {
            throw new IllegalStateException("files are no frames");
        }
    },
    FLOAT32(Float.BYTES) {
        @Override
        float next(ByteBuffer frames) {
            return frames.getFloat();
        }
    },
    /** Full scale is 1, as in every file of whole numbers. */
    INT16(Short.BYTES) {
        @Override
        float next(ByteBuffer frames) {
            return frames.getShort() / (float) -Short.MIN_VALUE;
        }
    };

    private final int bytes;

    ValueForm(int bytes) {
        this.bytes = bytes;
    }

    /** The next sample of a channel. */
    abstract float next(ByteBuffer frames);

    /** @throws InvalidSourceException where there is no such form */
    static ValueForm parse(String text) {
        return find(text)
                .orElseThrow(() -> new InvalidSourceException(
                        "solera.ingest.stream.values is %s; allowed: %s".formatted(text, allowed())));
    }

    static Optional<ValueForm> find(String text) {
        return Arrays.stream(values())
                .filter(form -> PipelineDefinitions.word(form).equals(text))
                .findFirst();
    }

    static String allowed() {
        return Arrays.stream(values()).map(PipelineDefinitions::word).collect(Collectors.joining(", "));
    }

    /**
     * The samples of frames, one of every channel after the other.
     *
     * @return {@code [channels, length]}
     * @throws UnreadableRecordingException where they are no whole frames
     */
    float[] samples(byte[] value, int channels) throws UnreadableRecordingException {
        int frame = bytes * channels;
        if (value.length == 0 || value.length % frame != 0) {
            throw new UnreadableRecordingException("has %d bytes; allowed: a multiple of %d, %d channels of %s"
                    .formatted(value.length, frame, channels, PipelineDefinitions.word(this)));
        }
        int length = value.length / frame;
        float[] samples = new float[channels * length];
        ByteBuffer frames = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < length; i++) {
            for (int c = 0; c < channels; c++) {
                samples[c * length + i] = next(frames);
            }
        }
        return samples;
    }
}
