package dev.solera.ingest.picture;

import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.PixelScale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Mean and standard deviation of pixels over pictures, each channel for itself. Every picture counts the same, whatever its
 * size, as every picture gives one crop an epoch. Of many pictures some are taken at equal distances.
 */
public final class PixelStatistics {

    /** Pictures that are looked at, at most: the mean is then known to a thousandth. */
    private static final int MOST = 10_000;

    /** Less would make noise of pictures that are all of one colour. */
    private static final double LEAST_DEVIATION = 1.0 / 255;

    private PixelStatistics() {}

    /** What reads a picture by its number. */
    public interface Reading {
        Picture read(int number) throws UnreadableRecordingException;
    }

    /**
     * @param numbers of the pictures that count, one or more
     * @param progress told how far it is
     * @return what they are scaled by; of none that can be read, nothing
     */
    public static Optional<PixelScale> of(List<Integer> numbers, Reading reading, OpeningProgress progress) {
        int taken = Math.min(MOST, numbers.size());
        AtomicInteger done = new AtomicInteger();
        List<Moments> moments = IntStream.range(0, taken)
                .parallel()
                .mapToObj(i -> numbers.get((int) ((long) i * numbers.size() / taken)))
                .map(number -> {
                    Optional<Moments> picture = moments(number, reading);
                    progress.decoded(done.incrementAndGet(), taken);
                    return picture;
                })
                .flatMap(Optional::stream)
                .toList();
        if (moments.isEmpty()) {
            return Optional.empty();
        }
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (int c = 0; c < moments.get(0).means().length; c++) {
            double mean = 0;
            double square = 0;
            for (Moments picture : moments) {
                mean += picture.means()[c] / moments.size();
                square += picture.squares()[c] / moments.size();
            }
            means.add(Math.min(1, mean)); // of white alone, what rounding adds up to may be more
            deviations.add(Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, square - mean * mean))));
        }
        return Optional.of(new PixelScale(means, deviations));
    }

    /** Of one picture, by channel. */
    private record Moments(double[] means, double[] squares) {}

    /** Empty where it cannot be read: it then is no part of learning either. */
    private static Optional<Moments> moments(int number, Reading reading) {
        try {
            Picture picture = reading.read(number);
            int pixels = picture.height() * picture.width();
            double[] means = new double[picture.channels()];
            double[] squares = new double[picture.channels()];
            for (int i = 0; i < picture.values().length; i++) {
                double value = Short.toUnsignedInt(picture.values()[i]) / (double) Picture.FULL;
                means[i / pixels] += value / pixels;
                squares[i / pixels] += value * value / pixels;
            }
            return Optional.of(new Moments(means, squares));
        } catch (UnreadableRecordingException e) {
            return Optional.empty();
        }
    }
}
