package dev.solera.ingest;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.Source;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Supervision;
import java.util.List;
import java.util.stream.Collectors;

/** The labels that modules learn from, which a source has to have: told before anything is trained. */
final class LearnedLabels {

    private final List<Recording> recordings;
    private final LabelSchema labels;

    /** @param source a topic's recordings come only later */
    LearnedLabels(Source source) {
        this.recordings = source.listing().recordings();
        this.labels = source.labels();
    }

    /** @throws InvalidDefinitionException where a module's loss asks for a label that the source has not, or has otherwise */
    void require(PipelineDefinition definition) {
        Supervision supervision = definition.supervision();
        for (Supervision.Learned learned : supervision.all()) {
            require(supervision, learned);
        }
    }

    private void require(Supervision supervision, Supervision.Learned learned) {
        String label = learned.label();
        if (!labels.classes().containsKey(label) || labels.frameLabels().contains(label)) {
            String value = labels.frameLabels().contains(label) ? label + ", which has a value a time step" : label;
            throw supervision.refusal(learned, "label", value, allowed());
        }
        int classes = labels.classes().get(label).size();
        if (learned.classes() < classes) {
            throw supervision.refusal(
                    learned,
                    "classes",
                    learned.classes(),
                    "%d classes or more, as %s has in this source".formatted(classes, label));
        }
        if (!recordings.isEmpty()
                && recordings.stream()
                        .noneMatch(recording ->
                                !recording.heldOut() && recording.labels().containsKey(label))) {
            throw supervision.refusal(
                    learned, "label", label, "a label that training recordings have: here only held-out ones have it");
        }
    }

    private String allowed() {
        List<String> possible = labels.classes().keySet().stream()
                .filter(label -> !labels.frameLabels().contains(label))
                .toList();
        return possible.isEmpty()
                ? "none here, as the source has no label with a value a recording"
                : possible.stream()
                        .collect(Collectors.joining(", ", "a label of the source with a value a recording, here ", ""));
    }
}
