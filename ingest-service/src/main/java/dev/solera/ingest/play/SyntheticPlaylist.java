package dev.solera.ingest.play;

import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.synthetic.SyntheticSpeech;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** The utterances of the built-in synthetic speech as wav files, labelled by speaker. */
final class SyntheticPlaylist implements Playlist {

    private static final long SEED = 1;
    private static final int SAMPLE_RATE = 16_000;
    private static final int HEADER_BYTES = 64;
    private static final String SPEAKER = "speaker";

    private final SyntheticSpeech speech = new SyntheticSpeech(SEED, SAMPLE_RATE);
    private final List<String> speakers = speech.listing().labels().classes().get(SPEAKER);

    @Override
    public int size() {
        return speech.recordings().size();
    }

    @Override
    public long largest() {
        return HEADER_BYTES
                + (long) Short.BYTES
                        * speech.recordings().stream()
                                .mapToInt(Recording::length)
                                .max()
                                .orElseThrow();
    }

    @Override
    public PlayedFile get(int number) {
        Recording recording = speech.recordings().get(number);
        return new PlayedFile(
                "utterance%04d.wav".formatted(number),
                wav(speech.read(number).samples()),
                Map.of(SPEAKER, speakers.get(recording.label(SPEAKER))));
    }

    /** 16 bit PCM, scaled to full range where a sample is beyond it. */
    private static byte[] wav(float[] samples) {
        float most = 1;
        for (float sample : samples) {
            most = Math.max(most, Math.abs(sample));
        }
        ByteBuffer data = ByteBuffer.allocate(samples.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float sample : samples) {
            data.putShort((short) Math.round(sample / most * Short.MAX_VALUE));
        }
        var format = new AudioFormat(SAMPLE_RATE, Short.SIZE, 1, true, false);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            AudioSystem.write(
                    new AudioInputStream(new ByteArrayInputStream(data.array()), format, samples.length),
                    AudioFileFormat.Type.WAVE,
                    file);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written but memory", e);
        }
        return file.toByteArray();
    }
}
