package dev.solera.probe.feature;

import dev.solera.activation.Sample;
import dev.solera.activation.WireRounding;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.Engine;
import dev.solera.learning.Beginning;
import dev.solera.learning.FrozenModule;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * The encoders of a pipeline's modules, that nothing trains: as they are before their first step, where parameters follow from the
 * definition's seed, or as a run left them. What they hand on is rounded as the wire rounds what modules of a run hand on.
 */
public final class FrozenStack implements StackEncoder {

    private final PipelineDefinition definition;
    private final List<FrozenModule> modules = new ArrayList<>();

    /**
     * Modules in separate processes may have different thread counts; in this process all use the first module's.
     *
     * @param parameters of all modules
     */
    public FrozenStack(PipelineDefinition definition, Beginning parameters) {
        this.definition = definition;
        Engine.start(definition.module(1).threads());
        for (int number = 1; number <= definition.depth(); number++) {
            modules.add(FrozenModule.beginning(definition, number, parameters));
        }
    }

    /** The stack as it is before its first step. */
    public static FrozenStack untrained(PipelineDefinition definition) {
        return new FrozenStack(definition, Beginning.DRAWN);
    }

    @Override
    public Sample encode(int depth, Sample upstream) {
        ActivationShape shape = definition.stages().get(depth).shape();
        float[] values =
                modules.get(depth - 1).encode(List.of(upstream.values())).get(0);
        return upstream.with(shape, WireRounding.round(definition.precisionAt(depth), values, shape));
    }

    @Override
    public void close() {
        modules.forEach(FrozenModule::close);
    }
}
