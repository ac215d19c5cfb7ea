package dev.solera.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.solera.activation.Sample;
import dev.solera.encoder.Architecture;
import dev.solera.encoder.Encoder;
import dev.solera.encoder.Parameter;
import dev.solera.encoder.Parameters;
import dev.solera.engine.AdamKernel;
import dev.solera.engine.Autograd;
import dev.solera.engine.ComputeDevice;
import dev.solera.engine.Engine;
import dev.solera.engine.Products;
import dev.solera.engine.TensorValues;
import dev.solera.layer.ParameterSpec;
import dev.solera.objective.Batch;
import dev.solera.objective.Objective;
import dev.solera.objective.PlannedLoss;
import dev.solera.pipeline.LearningRate;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Seeds;
import dev.solera.pipeline.WireDefinition.Precision;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * One gradient-isolated module: an encoder, the objective over its outputs, and the optimiser of both's parameters, which are
 * none where it is frozen. It holds nothing of any other module, takes its input as plain numbers and hands on plain numbers, so
 * no gradient can cross.
 *
 * <p>To be used by one thread at a time. Modules on different threads share nothing.
 */
public final class LearningModule implements AutoCloseable {

    private final int number;
    private final long seed;
    private final NDManager manager;
    private final Parameters parameters;
    private final Encoder encoder;
    private final Objective objective;
    private final Optimiser optimiser;
    private final OutputCopies outputs;
    private long step;

    /**
     * How a module computes.
     *
     * @param device where
     * @param products by which
     * @param precision in which what it makes travels on
     */
    private record Computation(ComputeDevice device, Products products, Precision precision) {}

    private LearningModule(
            ModuleDefinition definition,
            Architecture architecture,
            Computation computation,
            LongToDoubleFunction learningRates,
            long seed,
            int number,
            BiFunction<NDManager, List<ParameterSpec>, Parameters> values) {
        this.number = number;
        this.seed = seed;
        this.manager = Engine.newManager(computation.device());
        this.parameters = values.apply(manager, specs(definition, architecture));
        Map<String, NDArray> trained = definition.loss().trains() ? parameters.arrays() : Map.of();
        trained.values().forEach(Autograd::watch);
        this.encoder = new Encoder(architecture, parameters, computation.products(), manager);
        encoder.layOut();
        this.objective = definition.loss().over(encoder, parameters);
        this.optimiser = new Adam(manager, trained, AdamKernel.with(computation.products()), learningRates);
        this.outputs = new OutputCopies(
                computation.device(),
                computation.precision(),
                architecture.output().size());
    }

    /** Module {@code number} of a pipeline, untrained: its parameters follow from the definition's seed alone. */
    public static LearningModule initial(PipelineDefinition pipeline, int number) {
        return initial(pipeline, number, ComputeDevice.CPU);
    }

    /** The same on another device. */
    public static LearningModule initial(PipelineDefinition pipeline, int number, ComputeDevice device) {
        return beginning(pipeline, number, Beginning.DRAWN, device);
    }

    /**
     * Module {@code number} of a pipeline before its first step.
     *
     * @throws dev.solera.definition.InvalidDefinitionException where it cannot begin so
     */
    public static LearningModule beginning(
            PipelineDefinition pipeline, int number, Beginning beginning, ComputeDevice device) {
        return of(pipeline, number, device, (manager, specs) -> {
            try (NDManager drawing = manager.newSubManager()) {
                var drawn = Parameters.initial(drawing, specs, initialValues(pipeline.seed(), number));
                return Parameters.of(manager, specs, beginning.of(pipeline, number, drawn.copy()));
            }
        });
    }

    /**
     * Module {@code number} of a pipeline as it was when its state was copied: it goes on to the same bits, on a
     * device of the same kind.
     *
     * @throws IllegalArgumentException where the state is not one of this module
     */
    public static LearningModule restored(
            PipelineDefinition pipeline, int number, ModuleState state, ComputeDevice device) {
        LearningModule module =
                of(pipeline, number, device, (manager, specs) -> Parameters.of(manager, specs, state.parameters()));
        module.optimiser.restore(module.manager, state.optimiser());
        module.step = state.step();
        return module;
    }

    private static LearningModule of(
            PipelineDefinition pipeline,
            int number,
            ComputeDevice device,
            BiFunction<NDManager, List<ParameterSpec>, Parameters> values) {
        ModuleDefinition definition = pipeline.module(number);
        Engine.start(definition.threads());
        LearningRate rate = pipeline.learningRate(number);
        return new LearningModule(
                definition,
                pipeline.architecture(number),
                new Computation(device, ChosenProducts.of(pipeline, device), pipeline.precisionAt(number)),
                update -> rate.at(update * pipeline.batch()),
                pipeline.seed(),
                number,
                values);
    }

    /** A module with given parameters, by name. */
    static LearningModule of(
            ModuleDefinition definition,
            Architecture architecture,
            Products products,
            double learningRate,
            Map<String, Parameter> values) {
        Engine.start(definition.threads());
        return new LearningModule(
                definition,
                architecture,
                new Computation(ComputeDevice.CPU, products, Precision.FLOAT32),
                update -> learningRate,
                0,
                1,
                (manager, specs) -> Parameters.of(manager, specs, values));
    }

    /** The encoder's parameters come first, so that an encoder alone starts with the same values. */
    private static List<ParameterSpec> specs(ModuleDefinition definition, Architecture architecture) {
        return Stream.concat(architecture.parameters().stream(), definition.loss().parameters(architecture).stream())
                .toList();
    }

    /** Where a module's initial values are drawn from: a generator of its own. */
    static RandomGenerator initialValues(long seed, int number) {
        return Seeds.generator(seed, "parameters", number);
    }

    /**
     * One training step: encodes the batch, then updates the parameters by the gradient of this module's loss. A batch with
     * nothing to predict, as every sample is shorter than a prediction, changes nothing; its loss is that of chance.
     *
     * @return what the module made of each sample <em>before</em> the update, and how the step went
     * @throws DivergedException where the loss is not finite; the parameters are as before the step then
     */
    public TrainedBatch train(Batch batch) {
        try (TrainingStep training = begin(batch)) {
            training.backward();
            training.update();
            return training.result();
        }
    }

    /**
     * The forward pass of the next training step, on the thread that goes on with it. One step is open at a time.
     *
     * @throws DivergedException where the loss is not finite
     */
    public TrainingStep begin(Batch batch) {
        return begin(batch.size(), objective.plan(batch, Seeds.generator(seed, "step", number, step)));
    }

    TrainingStep begin(int samples, PlannedLoss loss) {
        step++;
        return TrainingStep.forward(this, samples, loss);
    }

    /**
     * What the module makes of samples that it does not train on.
     *
     * @param batch row-major values of each sample
     * @return row-major values of each sample, one stage downstream
     */
    public List<float[]> encode(List<float[]> batch) {
        return encoder.encode(batch, output -> outputs.of(output, batch.size()));
    }

    /**
     * What the module's parameters make of a sample in single precision, whatever it is trained in: what everybody computes who
     * runs them elsewhere.
     *
     * @param sample row-major values
     * @return row-major values, one stage downstream
     */
    public float[] encodeInFloat32(float[] sample) {
        return encoder.in(Products.FLOAT32)
                .encode(List.of(sample), output -> List.of(TensorValues.of(output)))
                .get(0);
    }

    /** What copies its outputs. */
    OutputCopies outputs() {
        return outputs;
    }

    /**
     * Takes what it made of a sample, to be used again: nobody may read its values any more. Any thread may do so.
     *
     * @param output whose values came from here
     */
    public void giveBack(Sample output) {
        outputs.giveBack(output);
    }

    /**
     * A copy of all that the next step depends on.
     *
     * @throws DivergedException where a parameter is not finite
     */
    public ModuleState state() {
        return new ModuleState(step, parameters(), optimiser.state());
    }

    /**
     * A copy of the parameters, by name. What is not finite is handed to nobody, so that no checkpoint and no snapshot ever has it.
     *
     * @throws DivergedException where a parameter is not finite
     */
    public Map<String, Parameter> parameters() {
        Map<String, Parameter> copy = parameters.copy();
        copy.forEach(this::requireFinite);
        return copy;
    }

    private void requireFinite(String name, Parameter parameter) {
        for (float value : parameter.values()) {
            if (!Float.isFinite(value)) {
                throw DivergedException.parameter(number, step, name, value);
            }
        }
    }

    /** Training steps so far. */
    public long step() {
        return step;
    }

    /** The learning rate of the newest step that changed a parameter. */
    double learningRate() {
        return optimiser.learningRate();
    }

    int number() {
        return number;
    }

    /** Its network and shapes. */
    public Architecture architecture() {
        return encoder.architecture();
    }

    /** The parameters with their gradients, between the steps of a {@link TrainingStep}. */
    Parameters live() {
        return parameters;
    }

    Objective objective() {
        return objective;
    }

    Optimiser optimiser() {
        return optimiser;
    }

    @Override
    public void close() {
        manager.close();
    }
}
