package dev.solera.gateway.model;

/** So many requests wait that another one is not taken. */
public final class QueueFullException extends RuntimeException {

    QueueFullException(int waiting) {
        super("%d requests wait already; allowed: fewer, later".formatted(waiting));
    }
}
