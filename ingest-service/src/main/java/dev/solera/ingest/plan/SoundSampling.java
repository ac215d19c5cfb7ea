package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.PipelineDefinition;
import java.util.List;
import java.util.Set;

/** Samples of sound: one window a recording and epoch, and for the evaluation pass all of a recording in consecutive windows. */
final class SoundSampling implements Sampling, EvaluationPlan.Cutting<Window> {

    private final SoundCorpus corpus;
    private final long seed;
    private final ConsecutiveWindows cuts;
    private final WindowPlan plan;
    private final SampleAssembler assembler;

    SoundSampling(PipelineDefinition definition, SoundCorpus corpus) {
        AudioInput input = definition.audio();
        this.corpus = corpus;
        this.seed = definition.seed();
        this.cuts = new ConsecutiveWindows(input);
        this.plan = new WindowPlan(definition, corpus.recordings());
        this.assembler = new SampleAssembler(input, corpus);
    }

    @Override
    public PlannedSample learning(long epoch, Recording recording, Set<String> unreadable) {
        return new PlannedWindow(plan.window(epoch, recording, unreadable), assembler);
    }

    @Override
    public List<PlannedSample> evaluation(int bound) {
        return evaluationWindows(bound).stream()
                .<PlannedSample>map(window -> new PlannedWindow(window, assembler))
                .toList();
    }

    List<Window> evaluationWindows(int bound) {
        return new EvaluationPlan<>(seed, corpus, bound, this).all();
    }

    @Override
    public int count(Recording recording) {
        return cuts.count(recording.length());
    }

    @Override
    public List<Window> cut(Recording recording, Purpose purpose) {
        return cuts.of(recording, purpose);
    }
}
