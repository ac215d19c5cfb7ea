package dev.solera.learning;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.StageShape;
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
 * untrained, and counted.
 *
 * <p>The services and {@link LockStepLoop} both drive this class, which is why they agree bit for bit.
 */
public final class ModuleTrainer implements AutoCloseable {

    private final LearningModule module;
    private final int batch;
    private final List<Integer> outputShape;
    private final Consumer<StepReport> onStep;
    private final List<Sample> pending = new ArrayList<>();
    private int pendingTraining;
    private TrainerState.Progress progress;

    /** @param onStep told after every training step, on the training thread */
    public ModuleTrainer(PipelineDefinition pipeline, int number, Consumer<StepReport> onStep) {
        this(pipeline, LearningModule.initial(pipeline, number), TrainerState.Progress.NONE, onStep);
    }

    private ModuleTrainer(
            PipelineDefinition pipeline,
            LearningModule module,
            TrainerState.Progress progress,
            Consumer<StepReport> onStep) {
        this.module = module;
        this.progress = progress;
        this.batch = pipeline.batch();
        StageShape shape = module.outputShape();
        this.outputShape = List.of(shape.channels(), shape.steps());
        this.onStep = onStep;
    }

    /**
     * A trainer that goes on from a border; the samples that come next have to be those that came next then.
     *
     * @throws IllegalArgumentException where the state is not one of this module
     */
    public static ModuleTrainer restored(
            PipelineDefinition pipeline, int number, TrainerState state, Consumer<StepReport> onStep) {
        LearningModule module = LearningModule.restored(pipeline, number, state.module());
        return new ModuleTrainer(pipeline, module, state.progress(), onStep);
    }

    /**
     * Takes the next sample.
     *
     * @return the samples that are now done, one stage up; none while a batch fills
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
        pending.add(sample);
        pendingTraining += sample.purpose() == Purpose.TRAIN ? 1 : 0;
        if (pendingTraining == batch) {
            return train();
        }
        return pendingTraining == 0 && pending.size() == batch ? passOn() : List.of();
    }

    /** Takes the end of the stream: whatever waits for a full batch is passed on untrained. */
    public List<Sample> finish() {
        return passOn();
    }

    private List<Sample> evaluate(Sample sample) {
        List<Sample> done = new ArrayList<>();
        if (!progress.evaluating()) {
            done.addAll(passOn());
            progress = new TrainerState.Progress(progress.trained(), progress.untrained(), true);
        }
        pending.add(sample);
        if (pending.size() == batch) {
            done.addAll(passOn());
        }
        return done;
    }

    private List<Sample> train() {
        List<Sample> passing = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        List<Long> valid = new ArrayList<>();
        for (Sample sample : pending) {
            if (sample.purpose() == Purpose.TRAIN) {
                values.add(sample.values());
                valid.add(sample.valid());
            } else {
                passing.add(sample);
            }
        }
        List<float[]> passed = encode(passing);
        long start = System.nanoTime();
        TrainedBatch step =
                module.train(values, valid.stream().mapToLong(Long::longValue).toArray());
        progress = new TrainerState.Progress(progress.trained() + batch, progress.untrained(), false);
        List<Sample> done = new ArrayList<>(pending.size());
        int nextTrained = 0;
        int nextPassed = 0;
        for (Sample sample : pending) {
            float[] output =
                    sample.purpose() == Purpose.TRAIN ? step.outputs().get(nextTrained++) : passed.get(nextPassed++);
            done.add(sample.with(outputShape, output));
        }
        clear();
        onStep.accept(new StepReport(
                module.step(),
                progress.trained(),
                step.loss(),
                step.bound(),
                step.contrastiveAccuracy(),
                step.deadChannels(),
                (System.nanoTime() - start) * 1e-9));
        return done;
    }

    private List<Sample> passOn() {
        List<float[]> outputs = encode(pending);
        List<Sample> done = new ArrayList<>(outputs.size());
        for (int i = 0; i < outputs.size(); i++) {
            done.add(pending.get(i).with(outputShape, outputs.get(i)));
        }
        progress = new TrainerState.Progress(
                progress.trained(), progress.untrained() + pendingTraining, progress.evaluating());
        clear();
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

    private void clear() {
        pending.clear();
        pendingTraining = 0;
    }

    /** The module that is trained; to be touched by the training thread only. */
    public LearningModule module() {
        return module;
    }

    /** What became of the samples so far. */
    public TrainerState.Progress progress() {
        return progress;
    }

    /** Whether no sample waits for its batch to fill, so that the state is whole. */
    public boolean isAtBorder() {
        return pending.isEmpty();
    }

    @Override
    public void close() {
        module.close();
    }
}
