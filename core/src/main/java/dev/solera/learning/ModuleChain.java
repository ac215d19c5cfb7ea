package dev.solera.learning;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Sample;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/**
 * Consecutive modules of one process, of which each hands on to the next in memory. What is handed on is rounded and refused
 * as on the wire, so that every module computes the bits that it would compute in a process of its own. Nothing but these
 * samples passes between them, and no gradient.
 *
 * <p>Which samples form a batch follows from their order alone, and each module hands on all that it was given, in that
 * order. So a batch that fills in the first one fills in all of them within the same call: either all are at a border, or
 * none is. One thread uses it.
 */
public final class ModuleChain implements AutoCloseable {

    private final ModuleRange modules;
    private final List<ModuleTrainer> trainers = new ArrayList<>();
    /** Of what each module but the last one hands on. */
    private final List<ActivationCodec> between;

    /**
     * Untrained modules on processors.
     *
     * @param onStep told after every training step of each, with the module's number, on the training thread
     */
    public ModuleChain(PipelineDefinition pipeline, ModuleRange modules, ObjIntConsumer<StepReport> onStep) {
        this(pipeline, modules, Beginning.DRAWN, ComputeDevice.CPU, onStep);
    }

    /** @param onStep told after every training step of each, with the module's number, on the training thread */
    public ModuleChain(
            PipelineDefinition pipeline,
            ModuleRange modules,
            Beginning beginning,
            ComputeDevice device,
            ObjIntConsumer<StepReport> onStep) {
        this(pipeline, modules);
        for (int number : modules.numbers()) {
            trainers.add(
                    new ModuleTrainer(pipeline, number, beginning, device, report -> onStep.accept(report, number)));
        }
    }

    private ModuleChain(PipelineDefinition pipeline, ModuleRange modules) {
        this.modules = modules;
        this.between = modules.numbers().stream()
                .limit(modules.size() - 1L)
                .map(number -> ActivationCodec.of(pipeline, number))
                .toList();
    }

    /**
     * Modules that go on from a border; the samples that come next have to be those that came next then.
     *
     * @throws IllegalArgumentException where the state is not one of these modules
     */
    public static ModuleChain restored(
            PipelineDefinition pipeline,
            ModuleRange modules,
            TrainerState state,
            ComputeDevice device,
            ObjIntConsumer<StepReport> onStep) {
        if (state.modules().size() != modules.size()) {
            throw new IllegalArgumentException("state is one of %d modules; allowed: %d, the modules %s"
                    .formatted(state.modules().size(), modules.size(), modules));
        }
        ModuleChain chain = new ModuleChain(pipeline, modules);
        for (int number : modules.numbers()) {
            chain.trainers.add(ModuleTrainer.restored(
                    pipeline,
                    number,
                    state.modules().get(number - modules.first()),
                    device,
                    state.progress(),
                    report -> onStep.accept(report, number)));
        }
        return chain;
    }

    /**
     * Takes the next sample.
     *
     * @return the samples that are now done by all modules, in the order in which they were taken
     */
    public List<Sample> accept(Sample sample) {
        List<Sample> done = trainers.get(0).accept(sample);
        for (int i = 1; i < trainers.size(); i++) {
            done = handOn(i, done);
        }
        return done;
    }

    /** Takes the end of the stream: whatever waits for a full batch is passed on untrained. */
    public List<Sample> finish() {
        List<Sample> done = trainers.get(0).finish();
        for (int i = 1; i < trainers.size(); i++) {
            done = new ArrayList<>(handOn(i, done));
            done.addAll(trainers.get(i).finish());
        }
        return done;
    }

    private List<Sample> handOn(int to, List<Sample> done) {
        List<Sample> next = new ArrayList<>();
        for (Sample sample : done) {
            Sample travelled = between.get(to - 1).travelled(sample);
            trainers.get(to - 1).module().giveBack(sample);
            next.addAll(trainers.get(to).accept(travelled));
        }
        return next;
    }

    /** Takes what the last module handed on, to be used again: nobody may read its values any more. Any thread may do so. */
    public void giveBack(Sample done) {
        last().module().giveBack(done);
    }

    /** A copy of all that goes on from here; call it at a border. */
    public TrainerState state() {
        return new TrainerState(
                trainers.stream().map(trainer -> trainer.module().state()).toList(), progress());
    }

    /** One of the modules, by its number in the pipeline; to be touched by the training thread only. */
    public LearningModule module(int number) {
        return trainers.get(number - modules.first()).module();
    }

    /** Training steps that each module has done. */
    public long step() {
        return last().module().step();
    }

    /** What became of the samples that all modules have seen. */
    public TrainerState.Progress progress() {
        return last().progress();
    }

    /** Whether no sample waits in any module. */
    public boolean isAtBorder() {
        return trainers.stream().allMatch(ModuleTrainer::isAtBorder);
    }

    private ModuleTrainer last() {
        return trainers.get(trainers.size() - 1);
    }

    @Override
    public void close() {
        trainers.forEach(ModuleTrainer::close);
    }
}
