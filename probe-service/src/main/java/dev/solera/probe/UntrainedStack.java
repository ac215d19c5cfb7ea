package dev.solera.probe;

import dev.solera.activation.Sample;
import dev.solera.activation.WireRounding;
import dev.solera.learning.LearningModule;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.StageShape;
import java.util.ArrayList;
import java.util.List;

/**
 * The pipeline's modules as they were before their first step: their parameters follow from the definition's seed. What
 * they hand on is rounded as the wire rounds what trained modules hand on.
 */
final class UntrainedStack implements StackEncoder {

    private final PipelineDefinition definition;
    private final List<StageShape> stages;
    private final List<LearningModule> modules = new ArrayList<>();

    UntrainedStack(PipelineDefinition definition) {
        this.definition = definition;
        this.stages = definition.stages();
        PipelineDefinition evenly = evenly(definition);
        for (int number = 1; number <= definition.depth(); number++) {
            modules.add(LearningModule.initial(evenly, number));
        }
    }

    /** Modules that learn in processes of their own may want different thread counts; in this one process they cannot. */
    private static PipelineDefinition evenly(PipelineDefinition definition) {
        int threads = definition.module(1).threads();
        List<ModuleDefinition> modules = definition.modules().stream()
                .map(module -> new ModuleDefinition(module.encoder(), module.context(), module.loss(), threads))
                .toList();
        return new PipelineDefinition(
                definition.pipeline(),
                definition.input(),
                definition.batch(),
                definition.learningRate(),
                definition.seed(),
                definition.wire(),
                definition.flow(),
                modules);
    }

    @Override
    public Sample encode(int depth, Sample below) {
        StageShape shape = stages.get(depth);
        float[] values = modules.get(depth - 1).encode(List.of(below.values())).get(0);
        return below.with(
                List.of(shape.channels(), shape.steps()),
                WireRounding.round(definition.precisionAt(depth), values, shape.channels()));
    }

    @Override
    public void close() {
        modules.forEach(LearningModule::close);
    }
}
