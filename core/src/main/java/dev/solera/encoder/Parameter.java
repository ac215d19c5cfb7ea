package dev.solera.encoder;

/**
 * A copy of one parameter.
 *
 * @param shape its dimensions
 * @param values row-major
 */
public record Parameter(long[] shape, float[] values) {}
