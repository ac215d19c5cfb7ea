package dev.solera.pipeline;

import dev.solera.onnx.Value;
import java.util.Optional;

/**
 * What a model takes in, as far as the first module's input: there it is scaled as ingest scales it.
 *
 * @param samples {@code [batch, axes of the input]}
 * @param lengths of clips of one batch, {@code [batch]}: samples that are real, all behind them zero; none of pictures
 */
public record ModelInput(Value samples, Optional<Value> lengths) {}
