package dev.solera.probe.evaluation;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Stage;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.feature.Features;
import dev.solera.probe.feature.LabelledRows;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The features of the evaluation pass, by representation and label. It keeps no activations, only what {@link Features}
 * extracts from each sample. Several threads may add.
 */
public final class EvaluationFeatures {

    private final PipelineDefinition definition;
    private final Features features;
    private final SortedMap<Representation, SortedMap<String, LabelExamples>> examples = new TreeMap<>();

    private final SortedMap<Representation, Long> samples = new TreeMap<>();

    public EvaluationFeatures(PipelineDefinition definition, Features features) {
        this.definition = definition;
        this.features = features;
    }

    /** @param sample of the evaluation pass, at the representation's depth */
    public void add(Representation representation, Sample sample) {
        Stage stage = definition.stages().get(representation.depth());
        if (!sample.shape().equals(stage.shape()) || !sample.purpose().isEvaluation()) {
            throw new IllegalArgumentException("sample has shape %s and purpose %s; allowed at depth %d: %s, evaluation"
                    .formatted(sample.shape(), sample.purpose(), representation.depth(), stage.shape()));
        }
        count(representation);
        features.labelled(stage, sample).forEach((label, rows) -> add(representation, label, sample, rows));
    }

    private synchronized void count(Representation representation) {
        samples.merge(representation, 1L, Long::sum);
    }

    private synchronized void add(Representation representation, String label, Sample sample, LabelledRows labelled) {
        if (labelled.rows().isEmpty()) {
            return;
        }
        examples.computeIfAbsent(representation, r -> new TreeMap<>())
                .computeIfAbsent(label, l -> LabelExamples.empty(labelled.perFrame()))
                .add(sample.purpose() == Purpose.EVALUATE_HELD_OUT, sample.recording(), labelled);
    }

    /** Sample counts by representation, if they differ: rows are then about different samples. */
    public synchronized Map<Representation, Long> differing() {
        return samples.values().stream().distinct().count() > 1 ? Map.copyOf(samples) : Map.of();
    }

    /** By representation in the table's order, then by label; to be read when nobody adds any more. */
    public synchronized SortedMap<Representation, SortedMap<String, LabelExamples>> examples() {
        return Collections.unmodifiableSortedMap(examples);
    }
}
