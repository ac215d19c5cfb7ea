package dev.solera.checkpoint;

import java.io.IOException;

/** Another process has taken the module over: this one's epoch has passed, and what it computes must not be kept. */
public final class StaleOwnerException extends IOException {

    private static final long serialVersionUID = 1L;

    StaleOwnerException(long epoch, long newest) {
        super("epoch of the module's owner is %d; allowed: %d, as another process has taken the module over"
                .formatted(epoch, newest));
    }
}
