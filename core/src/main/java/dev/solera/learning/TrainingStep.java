package dev.solera.learning;

import ai.djl.ndarray.NDScope;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.Autograd;
import dev.solera.engine.TensorValues;
import dev.solera.engine.ZeroChannels;
import dev.solera.objective.Forward;
import dev.solera.objective.PlannedLoss;
import java.util.List;

/**
 * One training step of one module, taken part by part so that others may look at gradients or exchange parameters in between:
 *
 * <pre>  begin (forward) ──► backward ──► update ──► result ──► close</pre>
 *
 * <p>Everything that it computed is gone when it is closed. One thread uses it.
 */
public final class TrainingStep implements AutoCloseable {

    private final LearningModule module;
    private final int samples;
    private final PlannedLoss planned;
    private final NDScope scope = new NDScope();
    private final Autograd recording = Autograd.recording();
    private Forward forward;
    private double loss;

    private TrainingStep(LearningModule module, int samples, PlannedLoss planned) {
        this.module = module;
        this.samples = samples;
        this.planned = planned;
    }

    static TrainingStep forward(LearningModule module, int samples, PlannedLoss planned) {
        TrainingStep step = new TrainingStep(module, samples, planned);
        try {
            step.forward();
            return step;
        } catch (RuntimeException | Error e) {
            step.close();
            throw e;
        }
    }

    private void forward() {
        if (planned.hasTerms()) {
            module.live().branch();
        }
        forward = planned.forward();
        loss = planned.hasTerms() ? TensorValues.number(forward.terms().loss()) : planned.chance();
        if (!Double.isFinite(loss)) {
            throw DivergedException.loss(module.number(), module.step(), loss);
        }
    }

    /** Adds the gradient of the loss to the parameters'; nothing where there is nothing to learn from. */
    public void backward() {
        if (planned.hasTerms()) {
            forward.backward();
        }
    }

    /** Moves the parameters by the gradients that they hold, where there are any. */
    public void update() {
        if (planned.hasTerms()) {
            module.optimiser().update();
        }
    }

    /** What the module made of each sample in the forward pass, and how the step went. */
    public TrainedBatch result() {
        List<float[]> outputs = module.outputs().of(forward.output(), samples);
        return new TrainedBatch(
                outputs, loss, planned.chance() - loss, forward.terms().accuracy(), deadChannels(outputs));
    }

    /** Channels that are zero everywhere in every sample, counted where the output is. */
    private int deadChannels(List<float[]> outputs) {
        ActivationShape shape = module.architecture().output();
        if (forward.output().getDevice().isGpu()) {
            return ZeroChannels.count(forward.output(), shape.channels(), shape.valuesPerChannel());
        }
        DeadChannels dead = new DeadChannels(shape);
        outputs.forEach(dead::see);
        return dead.count();
    }

    @Override
    public void close() {
        module.live().settle();
        recording.close();
        scope.close();
    }
}
