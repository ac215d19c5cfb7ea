package dev.solera.gateway.model;

/** A snapshot that nobody is to be answered from, and why. */
public final class SnapshotRefusedException extends Exception {

    SnapshotRefusedException(String cause) {
        super(cause);
    }

    SnapshotRefusedException(String cause, Throwable e) {
        super(cause, e);
    }
}
