package dev.solera.learning;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.ComputeDevice;
import dev.solera.objective.Batch;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The life of one module in a stream: assembles samples into batches, trains, and hands on what the module made of each
 * sample, in the order in which they came.
 *
 * <p>Which samples form a batch follows from their order alone: {@code batch} training samples, with whatever held-out
 * samples stand between them encoded by the same parameters, before the update. Batches run across epoch borders. The
 * first sample of the evaluation pass, or the end, closes training: a remainder that fills no batch is passed on
 * untrained, and counted. Where {@value #MOST_WAITING} batches of samples wait for one to fill, as nearly all are held out, they are
 * handed on before that, encoded by the same parameters; its training samples are still trained on.
 *
 * <p>The services and {@link LockStepLoop} both drive this class, which is why they agree bit for bit.
 */
public final class ModuleTrainer implements AutoCloseable {

    /** Samples that wait to be handed on, in batches, at most. */
    private static final int MOST_WAITING = 4;

    private final LearningModule module;
    private final int batch;
    private final AskedLabels labels;
    private final ActivationShape outputShape;
    private final Consumer<StepReport> onStep;
    /** Not handed on, in the order in which they came. */
    private final List<Sample> waiting = new ArrayList<>();
    /** The training samples of the batch that fills. */
    private final List<Sample> filling = new ArrayList<>();
    /** How many of those, from the first, are handed on already. */
    private int filledEarly;

    private TrainerState.Progress progress;

    /** @param onStep told after every training step, on the training thread */
    public ModuleTrainer(PipelineDefinition pipeline, int number, Consumer<StepReport> onStep) {
        this(pipeline, number, Beginning.DRAWN, ComputeDevice.CPU, onStep);
    }

    /** @param onStep told after every training step, on the training thread */
    ModuleTrainer(
            PipelineDefinition pipeline,
            int number,
            Beginning beginning,
            ComputeDevice device,
            Consumer<StepReport> onStep) {
        this(
                pipeline,
                number,
                LearningModule.beginning(pipeline, number, beginning, device),
                TrainerState.Progress.NONE,
                onStep);
    }

    private ModuleTrainer(
            PipelineDefinition pipeline,
            int number,
            LearningModule module,
            TrainerState.Progress progress,
            Consumer<StepReport> onStep) {
        this.module = module;
        this.progress = progress;
        this.batch = pipeline.batch();
        this.labels = new AskedLabels(number, pipeline.module(number).loss().labels());
        this.outputShape = module.architecture().output();
        this.onStep = onStep;
    }

    /**
     * A trainer that goes on from a border; the samples that come next have to be those that came next then.
     *
     * @throws IllegalArgumentException where the state is not one of this module
     */
    static ModuleTrainer restored(
            PipelineDefinition pipeline,
            int number,
            ModuleState state,
            ComputeDevice device,
            TrainerState.Progress progress,
            Consumer<StepReport> onStep) {
        LearningModule module = LearningModule.restored(pipeline, number, state, device);
        return new ModuleTrainer(pipeline, number, module, progress, onStep);
    }

    /**
     * Takes the next sample.
     *
     * @return the samples that are now done, one stage downstream; none while a batch fills
     * @throws IllegalStateException where a training sample comes after the evaluation pass has begun
     */
    public List<Sample> accept(Sample sample) {
        if (sample.purpose().isEvaluation()) {
            return evaluate(sample);
        }
        if (progress.evaluating()) {
            throw new IllegalStateException(
                    "sample %d is for training; allowed: evaluation, which has begun".formatted(sample.sequence()));
        }
        waiting.add(sample);
        if (sample.purpose() == Purpose.TRAIN) {
            filling.add(sample);
        }
        if (filling.size() == batch) {
            return train();
        }
        return waiting.size() == (filling.isEmpty() ? batch : MOST_WAITING * batch) ? passOn() : List.of();
    }

    /** Takes the end of the stream: whatever waits for a full batch is passed on untrained. */
    public List<Sample> finish() {
        List<Sample> done = passOn();
        giveUpRemainder();
        return done;
    }

    private void giveUpRemainder() {
        progress = new TrainerState.Progress(
                progress.trained(), progress.untrained() + filling.size(), progress.evaluating());
        startBatch();
    }

    private void startBatch() {
        filling.clear();
        filledEarly = 0;
    }

    private List<Sample> evaluate(Sample sample) {
        List<Sample> done = new ArrayList<>();
        if (!progress.evaluating()) {
            done.addAll(finish());
            progress = new TrainerState.Progress(progress.trained(), progress.untrained(), true);
        }
        waiting.add(sample);
        if (waiting.size() == batch) {
            done.addAll(passOn());
        }
        return done;
    }

    private List<Sample> train() {
        List<float[]> passed = encode(waiting.stream()
                .filter(sample -> sample.purpose() != Purpose.TRAIN)
                .toList());
        Batch training = batch(filling);
        long start = System.nanoTime();
        TrainedBatch step = module.train(training);
        progress = new TrainerState.Progress(progress.trained() + batch, progress.untrained(), false);
        List<Sample> done = new ArrayList<>(waiting.size());
        int nextTrained = filledEarly;
        int nextPassed = 0;
        for (Sample sample : waiting) {
            float[] output =
                    sample.purpose() == Purpose.TRAIN ? step.outputs().get(nextTrained++) : passed.get(nextPassed++);
            done.add(sample.with(outputShape, output));
        }
        waiting.clear();
        startBatch();
        onStep.accept(new StepReport(
                module.step(),
                progress.trained(),
                step.loss(),
                step.bound(),
                step.contrastiveAccuracy(),
                step.deadChannels(),
                module.learningRate(),
                (System.nanoTime() - start) * 1e-9));
        return done;
    }

    private Batch batch(List<Sample> samples) {
        return new Batch(
                samples.stream().map(Sample::values).toList(),
                samples.stream().mapToLong(Sample::valid).toArray(),
                labels.of(samples));
    }

    /** Hands on all that waits, by the parameters as they are. */
    private List<Sample> passOn() {
        List<float[]> outputs = encode(waiting);
        List<Sample> done = new ArrayList<>(outputs.size());
        for (int i = 0; i < outputs.size(); i++) {
            done.add(waiting.get(i).with(outputShape, outputs.get(i)));
        }
        waiting.clear();
        filledEarly = filling.size();
        return done;
    }

    /** Encodes in groups of at most a batch, so that memory does not grow with how many held-out samples come. */
    private List<float[]> encode(List<Sample> samples) {
        List<float[]> outputs = new ArrayList<>(samples.size());
        for (int from = 0; from < samples.size(); from += batch) {
            outputs.addAll(module.encode(samples.subList(from, Math.min(samples.size(), from + batch)).stream()
                    .map(Sample::values)
                    .toList()));
        }
        return outputs;
    }

    /** The module that is trained; to be touched by the training thread only. */
    public LearningModule module() {
        return module;
    }

    /** What became of the samples so far. */
    public TrainerState.Progress progress() {
        return progress;
    }

    /** Whether no sample waits to be handed on or for its batch to fill, so that the state is whole. */
    public boolean isAtBorder() {
        return waiting.isEmpty() && filling.isEmpty();
    }

    @Override
    public void close() {
        module.close();
    }
}
