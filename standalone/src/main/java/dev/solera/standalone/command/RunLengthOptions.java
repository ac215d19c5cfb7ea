package dev.solera.standalone.command;

import java.util.Map;
import picocli.CommandLine.Option;

/** How long to train: at most one of steps, epochs and minutes. */
final class RunLengthOptions {

    /** Minutes of {@code speech-cosine} on two cores. */
    static final long DEFAULT_STEPS = 1200;

    /** At the largest batch, samples still fit a {@code long}. */
    private static final long MOST_STEPS = 1_000_000_000_000L;

    /** With as many recordings as a list can have, samples still fit a {@code long}. */
    private static final long MOST_EPOCHS = 1_000_000_000L;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Training steps of every module. Default: " + DEFAULT_STEPS + ".")
    private Long steps;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Or rounds over all recordings or pictures, one window of each a round.")
    private Long epochs;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "Or what can be fed in N minutes; the evaluation comes after that.")
    private Double minutes;

    /**
     * As properties of the ingest service.
     *
     * @throws IllegalArgumentException where a number is too large to count samples with
     */
    Map<String, Object> settings() {
        requireCountable("--steps", steps, MOST_STEPS);
        requireCountable("--epochs", epochs, MOST_EPOCHS);
        if (epochs != null) {
            return Map.of("solera.ingest.epochs", epochs);
        }
        if (minutes != null) {
            return Map.of("solera.ingest.minutes", minutes);
        }
        return Map.of("solera.ingest.steps", steps == null ? DEFAULT_STEPS : steps);
    }

    private static void requireCountable(String option, Long value, long most) {
        if (value != null && value > most) {
            throw new IllegalArgumentException("%s is %d; allowed: 1 to %d".formatted(option, value, most));
        }
    }
}
