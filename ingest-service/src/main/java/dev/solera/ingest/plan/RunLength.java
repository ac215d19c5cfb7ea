package dev.solera.ingest.plan;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.time.Duration;
import java.util.Optional;

/** How long a run learns before the evaluation pass. */
public sealed interface RunLength {

    /** The number of training samples where something else decides. */
    long UNKNOWN = -1;

    /**
     * Training samples of the run, {@link #UNKNOWN} where a clock or a person ends it.
     *
     * @param recordings training samples an epoch
     * @param batch samples a training step
     */
    long trainSamples(int recordings, int batch);

    /** When learning ends at the latest, from its beginning on, where a clock ends it. */
    default Optional<Duration> limit() {
        return Optional.empty();
    }

    /** That many training steps of every module. */
    record Steps(long steps) implements RunLength {

        public Steps {
            require(steps >= 1, "steps", steps);
        }

        @Override
        public long trainSamples(int recordings, int batch) {
            return Math.multiplyExact(steps, (long) batch);
        }
    }

    /** That many rounds over all recordings. */
    record Epochs(long epochs) implements RunLength {

        public Epochs {
            require(epochs >= 1, "epochs", epochs);
        }

        @Override
        public long trainSamples(int recordings, int batch) {
            return Math.multiplyExact(epochs, (long) recordings);
        }
    }

    /** As many samples as are fed in that time. */
    record Minutes(double minutes) implements RunLength {

        public Minutes {
            require(minutes > 0 && minutes < 1e7, "minutes", minutes);
        }

        @Override
        public long trainSamples(int recordings, int batch) {
            return UNKNOWN;
        }

        @Override
        public Optional<Duration> limit() {
            return Optional.of(Duration.ofMillis(Math.round(minutes * 60_000)));
        }
    }

    /** Until somebody ends it. */
    record Endless() implements RunLength {
        @Override
        public long trainSamples(int recordings, int batch) {
            return UNKNOWN;
        }
    }

    private static void require(boolean holds, String setting, Object value) {
        if (!holds) {
            throw new InvalidSourceException("%s is %s; allowed: more than 0".formatted(setting, value));
        }
    }
}
