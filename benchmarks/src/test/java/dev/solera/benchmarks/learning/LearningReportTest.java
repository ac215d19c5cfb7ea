package dev.solera.benchmarks.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.probe.accuracy.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LearningReportTest {

    private static final Trial.Task TASK = new Trial.Task(List.of(""), Optional.empty(), Optional.empty(), Map.of());

    private final Map<Trial, TrialResult> results = new LinkedHashMap<>();

    @Test
    void shouldTellMeansAndSpreadByDepthWithAMergedNetworkAtTheTop() {
        // given
        add(Variant.NONE, 1, List.of(0.0, 0.25), 100, row(1, Network.UNTRAINED, 0.5), row(1, Network.TRAINED, 0.6));
        add(Variant.NONE, 2, List.of(0.5, 0.25), 120, row(1, Network.UNTRAINED, 0.5), row(1, Network.TRAINED, 0.8));
        results.replaceAll(
                (trial, result) -> with(result, row(2, Network.UNTRAINED, 0.4), row(2, Network.TRAINED, 0.9)));
        Variant merged = Variant.parse("baseline=end-to-end");
        add(merged, 1, List.of(0.0), 90, row(1, Network.UNTRAINED, 0.4), row(1, Network.TRAINED, 0.85));
        add(merged, 2, List.of(0.0), 90, row(1, Network.UNTRAINED, 0.4), row(1, Network.TRAINED, 0.85));

        // when
        List<String> lines = new LearningReport(800, results).lines();

        // then
        assertThat(lines.stream().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "| digit, % | depth 1 | depth 2 |",
                        lines.get(1),
                        "| as it is, untrained | 50.0 ±0.0 | 40.0 ±0.0 |",
                        "| as it is | 70.0 ±14.1 | 90.0 ±0.0 |",
                        "| `baseline=end-to-end`, untrained | | 40.0 ±0.0 |",
                        "| `baseline=end-to-end` | | 85.0 ±0.0 |",
                        "",
                        "| dead channels, % | depth 1 | depth 2 | samples | processor, s |",
                        lines.get(8),
                        "| as it is | 25.0 ±35.4 | 25.0 ±0.0 | 800 | 110 ±14 |",
                        "| `baseline=end-to-end` | | 0.0 ±0.0 | 800 | 90 ±0 |");
    }

    @Test
    void shouldTellHowManySamplesASlowedModuleLearnedFrom() {
        // given
        add(Variant.parse("slowed=2:4"), 1, List.of(0.0), 1, row(1, Network.TRAINED, 0.5));

        // then
        assertThat(new LearningReport(8000, results).lines())
                .anyMatch(line -> line.contains("| 8,000, one in 4 from module 2 on |"));
    }

    @Test
    void shouldTellTheUntrainedNetworkOnceWhenAVariantBeginsAlike() {
        // given
        add(Variant.NONE, 1, List.of(0.0), 1, row(1, Network.UNTRAINED, 0.5), row(1, Network.TRAINED, 0.6));
        add(Variant.parse("batch=4"), 1, List.of(0.0), 1, row(1, Network.UNTRAINED, 0.5), row(1, Network.TRAINED, 0.7));

        // then
        assertThat(new LearningReport(8, results).lines())
                .filteredOn(line -> line.contains("untrained"))
                .hasSize(1);
    }

    private void add(Variant variant, long seed, List<Double> dead, double seconds, TrialResult.Row... rows) {
        results.put(new Trial(variant, seed, TASK), new TrialResult(TASK, List.of(rows), dead, seconds));
    }

    private static TrialResult with(TrialResult result, TrialResult.Row... more) {
        List<TrialResult.Row> rows = new ArrayList<>(result.rows());
        rows.addAll(List.of(more));
        return new TrialResult(result.task(), rows, result.deadChannels(), result.seconds());
    }

    private static TrialResult.Row row(int depth, Network network, double accuracy) {
        return new TrialResult.Row("digit", depth, network, accuracy, 0, 1);
    }
}
