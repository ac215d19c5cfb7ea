package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Samples of sound: one window a recording and epoch, and for the evaluation pass all of a recording in consecutive windows. */
final class SoundSampling implements Sampling, EvaluationPlan.Cutting<Window> {

    private final AudioInput input;
    private final SoundCorpus corpus;
    private final long seed;
    private final WindowPlan plan;
    private final SampleAssembler assembler;

    SoundSampling(PipelineDefinition definition, SoundCorpus corpus) {
        this.input = definition.audio();
        this.corpus = corpus;
        this.seed = definition.seed();
        this.plan = new WindowPlan(definition, corpus.recordings());
        this.assembler = new SampleAssembler(input, corpus);
    }

    @Override
    public PlannedSample learning(long epoch, Recording recording, Set<String> unreadable) {
        return new Planned(plan.window(epoch, recording, unreadable), assembler);
    }

    @Override
    public List<PlannedSample> evaluation(int bound) {
        return evaluationWindows(bound).stream()
                .<PlannedSample>map(window -> new Planned(window, assembler))
                .toList();
    }

    List<Window> evaluationWindows(int bound) {
        return new EvaluationPlan<>(seed, corpus, bound, this).all();
    }

    @Override
    public int count(Recording recording) {
        int full = recording.length() / input.window();
        int rest = recording.length() % input.window();
        boolean restCounts = full == 0 || 2 * rest >= input.sampleRate();
        return restCounts && rest > 0 ? full + 1 : full;
    }

    /** Full windows from the beginning, and a last padded one if it has half a second or is the only one. */
    @Override
    public List<Window> cut(Recording recording, Purpose purpose) {
        List<Window> cuts = new ArrayList<>();
        for (int i = 0; i < count(recording); i++) {
            int from = i * input.window();
            int to = Math.min(recording.length(), from + input.window());
            cuts.add(new Window(purpose, List.of(new Piece(recording, from, to))));
        }
        return cuts;
    }

    /** One window that is to be read. */
    private record Planned(Window window, SampleAssembler assembler) implements PlannedSample {

        @Override
        public Purpose purpose() {
            return window.purpose();
        }

        @Override
        public Recording recording() {
            return window.recording();
        }

        @Override
        public Sample read(long sequence) throws UnreadableWindowException {
            return assembler.assemble(sequence, window);
        }

        @Override
        public Sample blank(long sequence) {
            return assembler.blank(sequence, window);
        }
    }
}
