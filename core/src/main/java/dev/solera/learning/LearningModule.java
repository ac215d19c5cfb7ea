package dev.solera.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.solera.learning.engine.AlignedBuffer;
import dev.solera.learning.engine.Autograd;
import dev.solera.learning.engine.Engine;
import dev.solera.learning.engine.Rows;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.NegativesDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Seeds;
import dev.solera.pipeline.StageShape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One gradient-isolated module: its parameters, its optimiser and the one step that trains them. It holds nothing of any
 * other module, takes its input as plain numbers and hands on plain numbers, so no gradient can cross.
 *
 * <p>To be used by one thread at a time. Modules on different threads share nothing.
 */
public final class LearningModule implements AutoCloseable {

    private final ModuleDefinition definition;
    private final StageShape input;
    private final StageShape encoded;
    private final StageShape output;
    private final long seed;
    private final int number;
    private final NDManager manager = Engine.newManager();
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();
    private final Network network;
    private final InfoNce infoNce;
    private final LossPlanner planner;
    private final Adam adam;
    private final AlignedBuffer inputMemory = new AlignedBuffer();
    private final AlignedBuffer windowMemory = new AlignedBuffer();
    private final AlignedBuffer poolMemory = new AlignedBuffer();
    private long step;

    private LearningModule(
            ModuleDefinition definition,
            StageShape input,
            double learningRate,
            long seed,
            int number,
            Map<String, float[]> values) {
        this.definition = definition;
        this.input = input;
        this.encoded = definition.encoderShape(input);
        this.output = definition.outputShape(input);
        this.seed = seed;
        this.number = number;
        new ParameterTable(definition, input).entries().forEach((name, entry) -> {
            NDArray parameter = AlignedBuffer.copyOf(manager, values.get(name), entry.shape());
            Autograd.watch(parameter);
            parameters.put(name, parameter);
        });
        this.network = new Network(definition, input, parameters);
        this.infoNce = new InfoNce(
                parameters.get(ParameterTable.PREDICTOR), definition.loss().predictionSteps());
        this.planner = new LossPlanner(definition.loss(), encoded.steps());
        this.adam = new Adam(manager, parameters, learningRate);
    }

    /** Module {@code number} of a pipeline, untrained: its parameters follow from the definition's seed alone. */
    public static LearningModule initial(PipelineDefinition pipeline, int number) {
        ModuleDefinition definition = pipeline.module(number);
        StageShape input = pipeline.stages().get(number - 1);
        Engine.start(definition.threads());
        return new LearningModule(
                definition,
                input,
                pipeline.learningRate(),
                pipeline.seed(),
                number,
                new ParameterTable(definition, input).initial(pipeline.seed(), number));
    }

    /**
     * Module {@code number} of a pipeline as it was when its state was copied: it goes on to the same bits.
     *
     * @throws IllegalArgumentException where the state is not one of this module
     */
    public static LearningModule restored(PipelineDefinition pipeline, int number, ModuleState state) {
        ModuleDefinition definition = pipeline.module(number);
        StageShape input = pipeline.stages().get(number - 1);
        Engine.start(definition.threads());
        Map<String, float[]> values = new ParameterTable(definition, input).values(state.parameters());
        LearningModule module =
                new LearningModule(definition, input, pipeline.learningRate(), pipeline.seed(), number, values);
        module.adam.restore(module.manager, state.optimiser());
        module.step = state.step();
        return module;
    }

    /** A module with given parameters, by name. */
    static LearningModule of(
            ModuleDefinition definition, StageShape input, double learningRate, Map<String, float[]> values) {
        Engine.start(definition.threads());
        return new LearningModule(definition, input, learningRate, 0, 1, values);
    }

    /**
     * One training step: encodes the batch, then updates the parameters by the gradient of this module's loss. A batch with
     * nothing to predict, as every sample is shorter than a prediction, changes nothing; its loss is that of chance.
     *
     * @param batch values {@code [channels, time]} of each sample
     * @param validInput true length of each sample, in samples of the pipeline's input
     * @return what the module made of each sample <em>before</em> the update, and how the step went
     * @throws LossNotFiniteException where the loss is not finite; the parameters are as before the step then
     */
    public TrainedBatch train(List<float[]> batch, long[] validInput) {
        int[] valid = new int[validInput.length];
        for (int b = 0; b < valid.length; b++) {
            valid[b] = encoded.validSteps(validInput[b]);
        }
        return train(batch, planner.plan(valid, Seeds.generator(seed, "step", number, step)));
    }

    private TrainedBatch train(List<float[]> batch, LossPlan plan) {
        return train(batch, plan, gradients -> {});
    }

    /** @param observer sees the parameters with their gradients, before the update */
    TrainedBatch train(List<float[]> batch, LossPlan plan, Consumer<Map<String, NDArray>> observer) {
        step++;
        try (NDScope scope = new NDScope();
                Autograd recording = Autograd.recording()) {
            NDArray x = tensor(batch);
            Forward forward = definition.loss().windowed() ? windowed(x, batch, plan) : whole(x, plan);
            double chance = Math.log1p(plan.negatives().count());
            double loss = plan.hasTerms() ? forward.terms().loss().getFloat() : chance;
            if (!Double.isFinite(loss)) {
                throw new LossNotFiniteException(number, step, loss);
            }
            if (plan.hasTerms()) {
                Autograd.backward(forward.terms().loss());
                observer.accept(parameters);
                adam.update();
            }
            List<float[]> outputs = copy(forward.output(), batch.size());
            return new TrainedBatch(
                    outputs, loss, chance - loss, forward.terms().accuracy(), deadChannels(outputs));
        }
    }

    /**
     * What the module makes of samples that it does not train on.
     *
     * @param batch values {@code [channels, time]} of each sample
     * @return values {@code [channels, time]} of each sample, one stage up
     */
    public List<float[]> encode(List<float[]> batch) {
        try (NDScope scope = new NDScope();
                Autograd paused = Autograd.paused()) {
            return copy(output(network.encode(tensor(batch))), batch.size());
        }
    }

    private record Forward(NDArray output, InfoNce.Terms terms) {}

    /** Gradient through the whole sequence. */
    private Forward whole(NDArray x, LossPlan plan) {
        NDArray z = network.encode(x);
        NDArray zByTime = z.transpose(0, 2, 1);
        NDArray rows = zByTime.reshape(-1, encoded.channels());
        if (definition.context().isEmpty()) {
            return new Forward(z.stopGradient(), loss(plan, windowRows(rows, plan), rows));
        }
        NDArray contexts = network.contexts(zByTime);
        NDArray contextRows = contexts.reshape(-1, output.channels());
        return new Forward(contexts.stopGradient().transpose(0, 2, 1), loss(plan, windowRows(contextRows, plan), rows));
    }

    private InfoNce.Terms loss(LossPlan plan, NDArray contexts, NDArray rows) {
        NDArray z = windowRows(rows, plan);
        if (plan.negatives() instanceof Negatives.Shared pool) {
            return infoNce.shared(plan, contexts, z, Rows.gather(rows, pool.rows(encoded.steps())));
        }
        return infoNce.perPosition(plan, contexts, z, rows);
    }

    private NDArray windowRows(NDArray rows, LossPlan plan) {
        if (plan.window() == encoded.steps()) {
            return rows;
        }
        int window = plan.window();
        long[] indices = IntStream.range(0, plan.batch() * window)
                .mapToLong(i -> (long) (i / window) * encoded.steps() + plan.begins()[i / window] + i % window)
                .toArray();
        return Rows.gather(rows, indices);
    }

    /** Gradient through just the input behind the sub-windows and the pool; the same gradient as through the whole. */
    private Forward windowed(NDArray x, List<float[]> batch, LossPlan plan) {
        NDArray z;
        try (Autograd paused = Autograd.paused()) {
            z = network.encode(x);
        }
        int window = plan.window();
        int[] everySample = IntStream.range(0, plan.batch()).toArray();
        NDArray windows = byTime(
                network.encodeStretches(x.getManager(), windowMemory, batch, everySample, plan.begins(), window));
        Negatives.Shared pool = (Negatives.Shared) plan.negatives();
        if (definition.loss().negatives().from() == NegativesDefinition.From.SUB_WINDOW) {
            NDArray drawn = Rows.gather(windows, pool.within(plan).rows(window));
            return new Forward(z, infoNce.shared(plan, windows, windows, drawn));
        }
        NDArray drawn =
                byTime(network.encodeStretches(x.getManager(), poolMemory, batch, pool.sample(), pool.time(), 1));
        return new Forward(z, infoNce.shared(plan, windows, windows, drawn));
    }

    private NDArray byTime(NDArray z) {
        return z.transpose(0, 2, 1).reshape(-1, encoded.channels());
    }

    private NDArray output(NDArray z) {
        return definition.context().isEmpty()
                ? z
                : network.contexts(z.transpose(0, 2, 1)).transpose(0, 2, 1);
    }

    private NDArray tensor(List<float[]> batch) {
        FloatBuffer memory = inputMemory.floats(batch.size() * input.size());
        for (float[] values : batch) {
            if (values.length != input.size()) {
                throw new IllegalArgumentException("a sample has %d values; allowed: %d, as module %d has it"
                        .formatted(values.length, input.size(), number));
            }
            memory.put(values);
        }
        return inputMemory.asTensor(manager, new Shape(batch.size(), input.channels(), input.steps()));
    }

    private List<float[]> copy(NDArray outputs, int samples) {
        float[] all = outputs.toFloatArray();
        List<float[]> copies = new ArrayList<>(samples);
        for (int b = 0; b < samples; b++) {
            float[] values = new float[output.size()];
            System.arraycopy(all, b * output.size(), values, 0, output.size());
            copies.add(values);
        }
        return copies;
    }

    private int deadChannels(List<float[]> outputs) {
        int dead = 0;
        for (int c = 0; c < output.channels(); c++) {
            int from = c * output.steps();
            dead += outputs.stream().allMatch(values -> isZero(values, from, from + output.steps())) ? 1 : 0;
        }
        return dead;
    }

    private static boolean isZero(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            if (values[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** A copy of all that the next step depends on. */
    public ModuleState state() {
        return new ModuleState(step, parameters(), adam.state());
    }

    /** A copy of the parameters, by name. */
    public Map<String, Parameter> parameters() {
        Map<String, Parameter> copies = new LinkedHashMap<>();
        parameters.forEach((name, parameter) ->
                copies.put(name, new Parameter(parameter.getShape().getShape(), parameter.toFloatArray())));
        return copies;
    }

    /** Training steps so far. */
    public long step() {
        return step;
    }

    /** Shape of what the module hands on. */
    public StageShape outputShape() {
        return output;
    }

    @Override
    public void close() {
        manager.close();
    }
}
