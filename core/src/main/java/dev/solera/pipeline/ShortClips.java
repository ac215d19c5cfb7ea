package dev.solera.pipeline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.solera.definition.InvalidDefinitionException;
import java.util.Optional;

/**
 * What becomes of clips shorter than the training window: {@code pad} with zeros, {@code join} with any other clip, or
 * {@code join-within:LABEL}, with clips of the same label value. The last one uses that label in training, which provenance
 * and report say.
 *
 * @param mode the way
 * @param label the grouping label of {@link Mode#JOIN_WITHIN}, else empty
 */
public record ShortClips(Mode mode, Optional<String> label) {

    /** The ways to fill a window that is longer than the clip. */
    public enum Mode {
        PAD,
        JOIN,
        JOIN_WITHIN
    }

    public static final ShortClips PAD = new ShortClips(Mode.PAD, Optional.empty());
    public static final ShortClips JOIN = new ShortClips(Mode.JOIN, Optional.empty());
    private static final String WITHIN = "join-within:";
    private static final String ALLOWED = "pad, join, join-within:LABEL";

    public ShortClips {
        InvalidDefinitionException.require(mode != null && label != null, "short-clips", mode, ALLOWED);
        InvalidDefinitionException.require(
                mode == Mode.JOIN_WITHIN ? !label.orElse("").isEmpty() : label.isEmpty(),
                "short-clips",
                mode + " of label " + label.orElse("none"),
                ALLOWED);
    }

    /** Clips of the same value of {@code label} fill one window. */
    public static ShortClips joinWithin(String label) {
        return new ShortClips(Mode.JOIN_WITHIN, Optional.of(label));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ShortClips parse(String text) {
        if (text.equals("pad")) {
            return PAD;
        }
        if (text.equals("join")) {
            return JOIN;
        }
        if (text.startsWith(WITHIN) && text.length() > WITHIN.length()) {
            return joinWithin(text.substring(WITHIN.length()));
        }
        throw InvalidDefinitionException.of("short-clips", text, ALLOWED);
    }

    @JsonValue
    @Override
    public String toString() {
        return switch (mode) {
            case PAD -> "pad";
            case JOIN -> "join";
            case JOIN_WITHIN -> WITHIN + label.orElseThrow();
        };
    }
}
