package dev.solera.objective;

import dev.solera.encoder.Architecture;
import dev.solera.encoder.Encoder;
import dev.solera.encoder.Parameters;
import dev.solera.layer.ParameterSpec;
import java.util.List;
import java.util.Map;

/** No loss: the module is frozen and hands on only, at the pace of its batches. */
public record NoLossDefinition() implements LossDefinition {

    @Override
    public void requireFits(Architecture architecture) {}

    @Override
    public List<ParameterSpec> parameters(Architecture architecture) {
        return List.of();
    }

    @Override
    public Map<String, Integer> labels() {
        return Map.of();
    }

    @Override
    public boolean trains() {
        return false;
    }

    @Override
    public Objective over(Encoder encoder, Parameters parameters) {
        return (batch, random) -> new NothingToLearn(encoder, batch);
    }
}
