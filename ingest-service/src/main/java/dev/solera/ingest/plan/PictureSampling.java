package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.PictureCorpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.PixelScale;
import dev.solera.pipeline.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Samples of pictures: one crop a picture and epoch, cut and mirrored as (seed, epoch, picture) have it. What is held out or
 * evaluated is cut at the centre and never mirrored.
 */
final class PictureSampling implements Sampling, EvaluationPlan.Cutting<PlannedSample> {

    private final ImageInput input;
    private final PictureCorpus corpus;
    private final long seed;

    /** @param seed of the definition */
    PictureSampling(ImageInput input, long seed, PictureCorpus corpus) {
        this.input = input;
        this.seed = seed;
        this.corpus = corpus;
    }

    @Override
    public PlannedSample learning(long epoch, Recording recording, Set<String> unreadable) {
        return recording.heldOut()
                ? new Planned(Purpose.HELD_OUT, recording, Crop.CENTRE)
                : new Planned(
                        Purpose.TRAIN,
                        recording,
                        Crop.drawn(input, Seeds.generator(seed, "ingest-crop", epoch, recording.index())));
    }

    @Override
    public List<PlannedSample> evaluation(int bound) {
        return new EvaluationPlan<>(seed, corpus, bound, this).all();
    }

    @Override
    public int count(Recording recording) {
        return 1;
    }

    @Override
    public List<PlannedSample> cut(Recording recording, Purpose purpose) {
        return List.of(new Planned(purpose, recording, Crop.CENTRE));
    }

    /**
     * Where in a picture a crop is cut, of whatever size the picture turns out to be.
     *
     * @param down of the room that the crop has from the top, 0 to less than 1
     * @param across of the room that it has from the left
     * @param mirrored left to right
     */
    private record Crop(double down, double across, boolean mirrored) {

        static final Crop CENTRE = new Crop(0.5, 0.5, false);

        static Crop drawn(ImageInput input, SplittableRandom random) {
            double down = random.nextDouble();
            double across = random.nextDouble();
            boolean mirrored = random.nextBoolean() && input.flip();
            return input.crop() == ImageInput.Crop.RANDOM
                    ? new Crop(down, across, mirrored)
                    : new Crop(CENTRE.down, CENTRE.across, mirrored);
        }

        float[] of(Picture picture, int size, PixelScale scale) {
            int top = (int) (down * (picture.height() - size + 1));
            int left = (int) (across * (picture.width() - size + 1));
            float[] values = new float[picture.channels() * size * size];
            int at = 0;
            for (int c = 0; c < picture.channels(); c++) {
                double mean = scale.mean().get(c);
                double deviation = scale.deviation().get(c);
                for (int y = 0; y < size; y++) {
                    for (int x = 0; x < size; x++) {
                        int column = left + (mirrored ? size - 1 - x : x);
                        double value = picture.value(c, top + y, column) / (double) Picture.FULL;
                        values[at++] = (float) ((value - mean) / deviation);
                    }
                }
            }
            return values;
        }
    }

    /** One crop that is to be cut. */
    private final class Planned implements PlannedSample {

        private final Purpose purpose;
        private final Recording recording;
        private final Crop crop;

        Planned(Purpose purpose, Recording recording, Crop crop) {
            this.purpose = purpose;
            this.recording = recording;
            this.crop = crop;
        }

        @Override
        public Purpose purpose() {
            return purpose;
        }

        @Override
        public Recording recording() {
            return recording;
        }

        @Override
        public Sample read(long sequence) throws UnreadableWindowException {
            try {
                Picture picture = corpus.read(recording.index());
                Map<String, int[]> labels = new HashMap<>();
                corpus.labels()
                        .classes()
                        .keySet()
                        .forEach(label -> labels.put(label, new int[] {recording.label(label)}));
                return sample(sequence, input.pixels(), labels, crop.of(picture, input.size(), corpus.scale()));
            } catch (UnreadableRecordingException e) {
                throw new UnreadableWindowException(recording, e);
            }
        }

        @Override
        public Sample blank(long sequence) {
            Map<String, int[]> labels = new HashMap<>();
            corpus.labels().classes().keySet().forEach(label -> labels.put(label, new int[] {LabelSchema.UNKNOWN}));
            return sample(sequence, 0, labels, new float[input.stage().shape().size()]);
        }

        private Sample sample(long sequence, int valid, Map<String, int[]> labels, float[] values) {
            return new Sample(
                    sequence,
                    purpose,
                    recording.index(),
                    valid,
                    labels,
                    input.stage().shape(),
                    values);
        }
    }
}
