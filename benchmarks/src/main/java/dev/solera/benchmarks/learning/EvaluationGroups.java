package dev.solera.benchmarks.learning;

import dev.solera.activation.Sample;
import dev.solera.ingest.plan.SampleSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The samples of the evaluation pass, in groups of a batch. */
public final class EvaluationGroups {

    private EvaluationGroups() {}

    /** @param samples that has handed out all samples of learning */
    public static void forEach(SampleSequence samples, int batch, Consumer<List<Sample>> group) {
        List<Sample> next = new ArrayList<>();
        for (Optional<Sample> sample = samples.next(); sample.isPresent(); sample = samples.next()) {
            next.add(sample.get());
            if (next.size() == batch) {
                group.accept(List.copyOf(next));
                next.clear();
            }
        }
        if (!next.isEmpty()) {
            group.accept(next);
        }
    }
}
