package dev.solera.probe.accuracy;

import java.util.Locale;

/** Whose representation a probe looks at. */
public enum Network {
    /** Nobody's: the input itself. */
    RAW,
    /** The modules as they were after training. */
    TRAINED,
    /** The same modules as they were before their first step. */
    UNTRAINED;

    /** As telemetry says it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
