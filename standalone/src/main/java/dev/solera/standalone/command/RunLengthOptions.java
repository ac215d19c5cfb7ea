package dev.solera.standalone.command;

import java.util.Map;
import picocli.CommandLine.Option;

/** How long to train: at most one of steps, epochs and minutes. */
final class RunLengthOptions {

    /** About three minutes of {@code speech-small} on two cores. */
    static final long DEFAULT_STEPS = 1200;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Training steps of every module. Default: " + DEFAULT_STEPS + ".")
    private Long steps;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Or rounds over all recordings, one window of each a round.")
    private Long epochs;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "Or what can be fed in N minutes; the evaluation comes after that.")
    private Double minutes;

    /** As properties of the ingest service. */
    Map<String, Object> settings() {
        if (epochs != null) {
            return Map.of("solera.ingest.epochs", epochs);
        }
        if (minutes != null) {
            return Map.of("solera.ingest.minutes", minutes);
        }
        return Map.of("solera.ingest.steps", steps == null ? DEFAULT_STEPS : steps);
    }
}
