package dev.solera.probe.rolling;

/**
 * How many samples rolling probes look back on.
 *
 * @param train newest training samples that they are fit on, at most
 * @param heldOut newest held-out samples that they are scored on, at most
 * @param bytes of all of them, at most, but for one of either kind: windows may be long
 */
public record RollingWindows(int train, int heldOut, long bytes) {}
