package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.ingest.plan.ConsecutiveWindows;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.audio.AudioFile;
import dev.solera.media.audio.Channels;
import dev.solera.media.audio.Resampler;
import dev.solera.pipeline.AudioInput;
import java.io.IOException;
import java.util.Map;

/** Records of sound, or of another signal over time: files, or frames at the input's rate. */
record SoundRecords(AudioInput input) implements RecordMedium<Clip> {

    /** Whatever the size of a record, what is made of it has to fit into memory. */
    private static final int LONGEST_SECONDS = 3600;

    @Override
    public Clip read(byte[] value, ValueForm form) throws UnreadableRecordingException {
        float[] samples = form.isFile() ? decode(form.file(value)) : form.samples(value, input.channels());
        return Clip.finite(samples, input.channels());
    }

    private float[] decode(byte[] file) throws UnreadableRecordingException {
        try (Channels channels = Channels.of(AudioFile.open(file), input.channels())) {
            long length = channels.info().lengthAt(input.sampleRate());
            if (length > (long) LONGEST_SECONDS * input.sampleRate()) {
                throw new UnreadableRecordingException(
                        "lasts %d s; allowed: %d".formatted(length / input.sampleRate(), LONGEST_SECONDS));
            }
            return Resampler.read(channels, input.sampleRate(), 0, (int) length);
        } catch (IOException e) {
            throw new UnreadableRecordingException("cannot be read: " + e, e);
        }
    }

    @Override
    public int length(Clip recording) {
        return recording.length();
    }

    @Override
    public int samples(Clip recording) {
        return new ConsecutiveWindows(input).count(recording.length());
    }

    @Override
    public Corpus corpus(Listing listing, Map<Integer, Clip> recordings) {
        return new Clips(listing, recordings);
    }

    private record Clips(Listing listing, Map<Integer, Clip> clips) implements SoundCorpus {

        @Override
        public Clip read(int recording) {
            return clips.get(recording);
        }
    }
}
