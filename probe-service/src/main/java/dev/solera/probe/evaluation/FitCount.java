package dev.solera.probe.evaluation;

import java.util.concurrent.atomic.AtomicInteger;

/** How many of a table's classifiers are fitted. Thread-safe. */
public final class FitCount {

    private final AtomicInteger fitted = new AtomicInteger();
    private volatile int all;

    /** @param classifiers that there are to fit */
    void begin(int classifiers) {
        all = classifiers;
    }

    void fitted() {
        fitted.incrementAndGet();
    }

    /** Those that are fitted, from 0 to {@link #all}. */
    public int done() {
        return fitted.get();
    }

    /** All of them; 0 before the first one is fitted. */
    public int all() {
        return all;
    }
}
