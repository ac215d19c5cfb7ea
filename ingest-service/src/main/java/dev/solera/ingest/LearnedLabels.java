package dev.solera.ingest;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.objective.CrossEntropyDefinition;
import dev.solera.pipeline.PipelineDefinition;
import java.util.List;
import java.util.stream.Collectors;

/** The labels that modules learn from, which a source has to have: told before anything is trained. */
final class LearnedLabels {

    private final LabelSchema labels;

    /** @param labels of the source */
    LearnedLabels(LabelSchema labels) {
        this.labels = labels;
    }

    /** @throws InvalidDefinitionException where a module's loss asks for a label that the source has not, or has otherwise */
    void require(PipelineDefinition definition) {
        for (int number = 1; number <= definition.depth(); number++) {
            if (definition.module(number).loss() instanceof CrossEntropyDefinition loss) {
                require(loss, "modules[%d].loss.".formatted(number - 1));
            }
        }
    }

    private void require(CrossEntropyDefinition loss, String module) {
        String label = loss.label();
        if (!labels.classes().containsKey(label) || labels.frameLabels().contains(label)) {
            String value = labels.frameLabels().contains(label) ? label + ", which has a value a time step" : label;
            throw InvalidDefinitionException.of(module + "label", value, allowed());
        }
        int classes = labels.classes().get(label).size();
        InvalidDefinitionException.require(
                loss.classes() >= classes,
                module + "classes",
                loss.classes(),
                "%d or more, as %s has in this source".formatted(classes, label));
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
