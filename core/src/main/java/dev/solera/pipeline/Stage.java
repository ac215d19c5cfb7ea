package dev.solera.pipeline;

import dev.solera.definition.ActivationShape;
import dev.solera.layer.TimeBase;
import java.util.Optional;

/**
 * The activations at one depth, inferred from the definition.
 *
 * @param shape of one sample
 * @param time place of its steps in time; empty where it has none
 */
public record Stage(ActivationShape shape, Optional<TimeBase> time) {}
