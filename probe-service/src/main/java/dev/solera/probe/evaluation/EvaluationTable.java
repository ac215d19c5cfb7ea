package dev.solera.probe.evaluation;

import dev.solera.export.Classifier;
import dev.solera.probe.accuracy.Network;
import dev.solera.probe.accuracy.ProbeAccuracy;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The final accuracies, all from the evaluation pass.
 *
 * @param rows by representation, then label
 * @param skipped labels without rows, with the cause
 * @param learned labels that modules were trained on, of which there is no best depth
 * @param classifiers the probes of the trained rows, by depth
 */
public record EvaluationTable(
        List<ProbeAccuracy> rows,
        Map<String, String> skipped,
        Set<String> learned,
        SortedMap<Integer, List<Classifier>> classifiers) {

    public EvaluationTable {
        rows = List.copyOf(rows);
        skipped = Map.copyOf(skipped);
        learned = Set.copyOf(learned);
        classifiers = Collections.unmodifiableSortedMap(new TreeMap<>(classifiers));
    }

    /**
     * The trained row whose validation accuracy is the highest, the lower one of equals; chosen without a look
     * at held-out samples, so that its held-out accuracy is an honest one. Empty where nothing could be validated.
     */
    public Optional<ProbeAccuracy> best(String label) {
        return rows.stream()
                .filter(row -> row.label().equals(label) && row.representation().network() == Network.TRAINED)
                .filter(row -> !Double.isNaN(row.validation()))
                .min(Comparator.comparingDouble((ProbeAccuracy row) -> -row.validation())
                        .thenComparing(ProbeAccuracy::representation));
    }
}
