package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The learning rate by the samples that a module has learned from, its batch included: one number, or a schedule that rises in
 * a line to its peak, falls from there to its floor, and stays there.
 *
 * <p>It follows from that number alone, which a checkpoint has, and is computed to the same bits everywhere.
 *
 * @param peak the rate of a definition that names only one; of a schedule the highest
 * @param warmUp samples until the peak is reached
 * @param decay how it falls from there
 * @param samples until the floor is reached, those of the warm-up included; of a decay alone
 * @param floor the rate from then on; of a decay alone, where nothing is said a hundredth of the peak
 */
public record LearningRate(double peak, Long warmUp, Decay decay, Optional<Long> samples, Optional<Double> floor) {

    /** How a rate falls from its peak to its floor. */
    public enum Decay {
        /** Along half a period of a cosine (Loshchilov and Hutter 2017, equation 5, without restarts). */
        COSINE,
        /** In a line. */
        LINEAR,
        /** Not at all. */
        NONE;

        /**
         * How much of the way from the peak to the floor is behind.
         *
         * @param passed of the samples between them, 0 to 1
         */
        private double fallen(double passed) {
            return switch (this) {
                case COSINE -> (1 - StrictMath.cos(Math.PI * passed)) / 2;
                case LINEAR -> passed;
                case NONE -> 0;
            };
        }
    }

    static final String KEY = "learning-rate";
    private static final String ALLOWED = "more than 0, less than 1";
    private static final String OF_A_DECAY = "with decay cosine or linear";
    private static final double PEAK_TO_FLOOR = 100;

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public LearningRate {
        warmUp = warmUp == null ? Long.valueOf(0) : warmUp;
        decay = decay == null ? Decay.NONE : decay;
        samples = samples == null ? Optional.empty() : samples;
        require(peak > 0 && peak < 1, "peak", peak, ALLOWED);
        require(warmUp >= 0, "warm-up", warmUp, "0 samples or more");
        if (decay == Decay.NONE) {
            floor = floor == null ? Optional.empty() : floor;
            require(samples.isEmpty(), "samples", samples.orElse(null), OF_A_DECAY);
            require(floor.isEmpty(), "floor", floor.orElse(null), OF_A_DECAY);
        } else {
            floor = floor == null || floor.isEmpty() ? Optional.of(peak / PEAK_TO_FLOOR) : floor;
            require(
                    samples.isPresent() && samples.orElseThrow() > warmUp,
                    "samples",
                    samples.map(Object::toString).orElse("missing"),
                    "more than warm-up, here " + warmUp);
            double least = floor.orElseThrow();
            require(least > 0 && least <= peak, "floor", least, "more than 0, at most the peak");
        }
    }

    /** The same for all samples. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static LearningRate constant(double rate) {
        require(rate > 0 && rate < 1, KEY, rate, ALLOWED);
        return new LearningRate(rate, null, null, null, null);
    }

    /** @param trained samples that a module has learned from when the update that it is of is made */
    public double at(long trained) {
        if (trained < warmUp) {
            return peak * trained / warmUp;
        }
        if (decay == Decay.NONE) {
            return peak;
        }
        long end = samples.orElseThrow();
        double least = floor.orElseThrow();
        return trained >= end
                ? least
                : peak - (peak - least) * decay.fallen((double) (trained - warmUp) / (end - warmUp));
    }

    /**
     * What whoever begins a run has to know, as its learning does not end with the schedule; empty where both end in the same
     * step, or the rate no longer changes.
     *
     * @param trained samples of the run, negative where nobody knows how many there will be
     * @param batch samples a step
     */
    public Optional<String> notice(long trained, int batch) {
        long end = samples.orElse(warmUp);
        if (trained >= 0 && trained <= end - batch) {
            return Optional.of(
                    "The run has %,d samples and the learning rate's schedule %,d: it ends at a rate of %.1e."
                            .formatted(trained, end, at(trained)));
        }
        if (decay == Decay.NONE || (trained >= 0 && trained < end + batch)) {
            return Optional.empty();
        }
        String of = trained < 0 ? "samples, however many the run has" : "of the run's %,d samples".formatted(trained);
        return Optional.of("The learning rate's schedule ends after %,d %s: from there on it is %.1e."
                .formatted(end, of, at(end)));
    }

    /** As definitions have it: a number, or the keys of a schedule. */
    @JsonValue
    Object written() {
        if (warmUp == 0 && decay == Decay.NONE) {
            return peak;
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("peak", peak);
        keys.put("warm-up", warmUp);
        keys.put("decay", PipelineDefinitions.word(decay));
        samples.ifPresent(end -> keys.put("samples", end));
        floor.ifPresent(least -> keys.put("floor", least));
        return keys;
    }
}
