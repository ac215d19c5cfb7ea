package dev.solera.probe;

import dev.solera.activation.Sample;
import dev.solera.learning.Beginning;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.evaluation.EvaluationFeatures;
import dev.solera.probe.evaluation.EvaluationTable;
import dev.solera.probe.evaluation.StackExamples;
import dev.solera.probe.feature.FrozenStack;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The probe of modules that are at hand: it encodes samples itself instead of reading from topics what services made of them, and makes
 * the same table. One thread uses it.
 */
public final class StackProbe implements AutoCloseable {

    private final PipelineDefinition definition;
    private final ProbeProperties settings;
    private final EvaluationFeatures features;
    private final StackExamples examples;

    /**
     * @param trained parameters of all modules
     * @param environment with {@code solera.probe.*}, as the service has
     * @throws dev.solera.definition.InvalidDefinitionException where the parameters are of another network
     */
    public StackProbe(PipelineDefinition definition, Beginning trained, Environment environment) {
        this.definition = definition;
        this.settings = Binder.get(environment).bindOrCreate("solera.probe", ProbeProperties.class);
        this.features = new EvaluationFeatures(definition, settings.features(definition));
        this.examples = new StackExamples(
                definition, new FrozenStack(definition, trained), FrozenStack.untrained(definition), features);
    }

    /** @param input a sample of the evaluation pass, at depth 0 */
    public void add(Sample input) {
        examples.add(input);
    }

    /** Of all samples so far. */
    public EvaluationTable table() {
        return settings.evaluation(definition).table(features.examples());
    }

    @Override
    public void close() {
        examples.close();
    }
}
