package dev.solera.snapshot;

import dev.solera.encoder.Parameter;
import java.util.Map;

/**
 * The parameters of one module's encoder after a number of samples; no optimiser's state, and none of the loss.
 *
 * @param module from 1
 * @param samples trained on
 * @param parameters by name
 * @param reference to check them against
 */
public record Snapshot(int module, long samples, Map<String, Parameter> parameters, Reference reference) {}
