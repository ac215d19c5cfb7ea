package dev.solera.probe;

import java.util.Locale;

/** Whose representation a probe looks at. */
enum Network {
    /** Nobody's: the input itself. */
    RAW,
    /** The modules as they were after training. */
    TRAINED,
    /** The same modules as they were before their first step. */
    UNTRAINED;

    /** As telemetry says it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
