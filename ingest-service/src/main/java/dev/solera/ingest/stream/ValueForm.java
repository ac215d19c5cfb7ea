package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a record's value is: a file, which tells itself what it is, or frames of numbers. */
enum ValueForm {
    /** All bytes of a file. */
    FILES {
        @Override
        byte[] file(byte[] value) {
            return value;
        }
    },
    /** The same as text, for what sends lines of text. */
    BASE64 {
        @Override
        byte[] file(byte[] value) throws UnreadableRecordingException {
            try {
                return Base64.getMimeDecoder().decode(value);
            } catch (IllegalArgumentException e) {
                throw new UnreadableRecordingException("is no base64: " + e.getMessage(), e);
            }
        }
    },
    FLOAT32 {
        @Override
        float[] numbers(byte[] value, int channels) throws UnreadableRecordingException {
            ByteBuffer frames = whole(value, channels * Float.BYTES, channels);
            float[] numbers = new float[value.length / Float.BYTES];
            frames.asFloatBuffer().get(numbers);
            return numbers;
        }
    },
    /** Full scale is 1, as in every file of whole numbers. */
    INT16 {
        @Override
        float[] numbers(byte[] value, int channels) throws UnreadableRecordingException {
            ByteBuffer frames = whole(value, channels * Short.BYTES, channels);
            float[] numbers = new float[value.length / Short.BYTES];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = frames.getShort() / (float) -Short.MIN_VALUE;
            }
            return numbers;
        }
    },
    /** Numbers as people write them, with commas, semicolons or blanks between. */
    TEXT {
        @Override
        float[] numbers(byte[] value, int channels) throws UnreadableRecordingException {
            String text = new String(value, StandardCharsets.UTF_8).strip();
            String[] words = text.isEmpty() ? new String[0] : BETWEEN.split(text);
            if (words.length == 0 || words.length % channels != 0) {
                throw new UnreadableRecordingException(
                        "has %d numbers; allowed: a multiple of %d, the channels".formatted(words.length, channels));
            }
            float[] numbers = new float[words.length];
            for (int i = 0; i < words.length; i++) {
                numbers[i] = number(words[i], i + 1);
            }
            return numbers;
        }
    };

    private static final Pattern BETWEEN = Pattern.compile("\\s*[,;]\\s*|\\s+");

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

    /** Whether a value is a file. */
    boolean isFile() {
        return this == FILES || this == BASE64;
    }

    /**
     * The bytes of a file.
     *
     * @throws UnreadableRecordingException where they cannot be told from the value
     */
    byte[] file(byte[] value) throws UnreadableRecordingException {
        throw new IllegalStateException("frames are no files");
    }

    /** The numbers of frames, one of every channel after the other. */
    float[] numbers(byte[] value, int channels) throws UnreadableRecordingException {
        throw new IllegalStateException("files are no frames");
    }

    /**
     * The samples of frames.
     *
     * @return {@code [channels, length]}
     * @throws UnreadableRecordingException where they are no whole frames
     */
    float[] samples(byte[] value, int channels) throws UnreadableRecordingException {
        float[] numbers = numbers(value, channels);
        int length = numbers.length / channels;
        float[] samples = new float[numbers.length];
        for (int i = 0; i < length; i++) {
            for (int c = 0; c < channels; c++) {
                samples[c * length + i] = numbers[i * channels + c];
            }
        }
        return samples;
    }

    ByteBuffer whole(byte[] value, int frame, int channels) throws UnreadableRecordingException {
        if (value.length == 0 || value.length % frame != 0) {
            throw new UnreadableRecordingException("has %d bytes; allowed: a multiple of %d, %d channels of %s"
                    .formatted(value.length, frame, channels, PipelineDefinitions.word(this)));
        }
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @param place of it, which is told where it is none: what a value holds is told to nobody */
    private static float number(String word, int place) throws UnreadableRecordingException {
        try {
            return Float.parseFloat(word);
        } catch (NumberFormatException e) {
            throw new UnreadableRecordingException("has no number in place %d; allowed: numbers".formatted(place));
        }
    }
}
