package dev.solera.ingest.plan;

import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.Normalisation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the sample of a window of sound: reads its clips, scales each by itself, cuts audio and frame labels alike. */
final class SampleAssembler {

    private final AudioInput input;
    private final SoundCorpus corpus;

    SampleAssembler(AudioInput input, SoundCorpus corpus) {
        this.input = input;
        this.corpus = corpus;
    }

    /**
     * @param sequence of the sample in its partition
     * @return of shape {@code [channels, window]}
     * @throws UnreadableWindowException where one of its recordings cannot be read
     */
    Sample assemble(long sequence, Window window) throws UnreadableWindowException {
        float[] values = new float[input.stage().shape().size()];
        List<Clip> clips = new ArrayList<>();
        int at = 0;
        for (Piece piece : window.pieces()) {
            Clip clip = read(piece.recording());
            Amplitude amplitude = Amplitude.of(clip, input.normalise());
            for (int c = 0; c < clip.channels(); c++) {
                int to = c * input.window() + at;
                for (int i = piece.from(); i < piece.to(); i++) {
                    values[to++] = amplitude.scaled(c, clip.samples()[c * clip.length() + i]);
                }
            }
            at += piece.length();
            clips.add(clip);
        }
        return sample(sequence, window, at, labels(window, clips), values);
    }

    /** Silence of which nothing is known, where a window of the evaluation pass cannot be read: no probe looks at it. */
    Sample blank(long sequence, Window window) {
        Map<String, int[]> labels = new HashMap<>();
        corpus.labels().classes().keySet().forEach(label -> labels.put(label, unknown(label)));
        return sample(
                sequence, window, 0, labels, new float[input.stage().shape().size()]);
    }

    private Clip read(Recording recording) throws UnreadableWindowException {
        try {
            return corpus.read(recording.index());
        } catch (UnreadableRecordingException e) {
            throw new UnreadableWindowException(recording, e);
        }
    }

    private Sample sample(long sequence, Window window, int valid, Map<String, int[]> labels, float[] values) {
        return new Sample(
                sequence,
                window.purpose(),
                window.recording().index(),
                valid,
                labels,
                input.stage().shape(),
                values);
    }

    private Map<String, int[]> labels(Window window, List<Clip> clips) {
        Map<String, int[]> labels = new HashMap<>();
        for (String label : corpus.labels().classes().keySet()) {
            labels.put(
                    label,
                    corpus.labels().frameLabels().contains(label)
                            ? frameLabels(label, window, clips)
                            : new int[] {common(label, window)});
        }
        return labels;
    }

    /** The value that all pieces share, else unknown. */
    private static int common(String label, Window window) {
        int first = window.recording().label(label);
        boolean same =
                window.pieces().stream().allMatch(piece -> piece.recording().label(label) == first);
        return same ? first : LabelSchema.UNKNOWN;
    }

    /** Of each frame of the window the label of the clip's frame that its centre falls into. */
    private int[] frameLabels(String label, Window window, List<Clip> clips) {
        int[] frames = unknown(label);
        int begin = 0;
        for (int p = 0; p < clips.size(); p++) {
            Piece piece = window.pieces().get(p);
            int[] known = clips.get(p).frameLabels().get(label);
            for (int f = 0; f < frames.length; f++) {
                int centre = f * input.frame() + input.frame() / 2 - begin;
                if (centre >= 0 && centre < piece.length()) {
                    frames[f] = known[(piece.from() + centre) / input.frame()];
                }
            }
            begin += piece.length();
        }
        return frames;
    }

    private int[] unknown(String label) {
        int[] values = new int[corpus.labels().frameLabels().contains(label) ? input.frames() : 1];
        Arrays.fill(values, LabelSchema.UNKNOWN);
        return values;
    }

    /** How a clip's samples are shifted, each channel by its own mean, and scaled, all channels alike. */
    private record Amplitude(double[] means, double scale) {

        static Amplitude of(Clip clip, Normalisation normalisation) {
            if (normalisation == Normalisation.NONE) {
                return new Amplitude(new double[clip.channels()], 1);
            }
            double rms = clip.loudness().rms();
            return new Amplitude(clip.loudness().means(), rms < Normalisation.SILENCE ? 0 : 1 / rms);
        }

        float scaled(int channel, float sample) {
            return (float) ((sample - means[channel]) * scale);
        }
    }
}
