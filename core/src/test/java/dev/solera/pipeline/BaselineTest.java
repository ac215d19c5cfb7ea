package dev.solera.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.layer.Conv1dLayer;
import dev.solera.layer.GruLayer;
import dev.solera.layer.Layer;
import dev.solera.objective.CrossEntropyDefinition;
import dev.solera.objective.NoLossDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The paper's baselines as other modules of the same definition. */
class BaselineTest {

    private static final String YAML = """
            pipeline: small
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
                loss: {windowed: true}
                context: %s
              - encoder: [{channels: 8, kernel: 8, stride: 4, padding: 2}]
              - context: {hidden: 6}
                loss: {prediction-steps: 5}
            """;

    private final PipelineDefinition greedy = PipelineDefinitions.parse(yaml());

    @Test
    void shouldPutAllEncodersUnderTheTopModulesLossWhenEndToEnd() {
        PipelineDefinition merged = PipelineDefinitions.parse(yaml() + "baseline: end-to-end");

        assertThat(merged.depth()).isEqualTo(1);
        assertThat(merged.module(1).encoder())
                .containsExactly(
                        greedy.module(1).encoder().get(0),
                        greedy.module(2).encoder().get(0));
        assertThat(merged.module(1).context()).contains(new GruLayer(6));
        assertThat(merged.module(1).loss()).isEqualTo(greedy.module(3).loss());
        assertThat(merged.stages().get(1)).isEqualTo(greedy.stages().get(3));
        assertThat(merged.placement()).isEqualTo(Placement.apart(1));
    }

    @Test
    void shouldKeepAContextNetworkAsALayerWhenOtherModulesFollowIt() {
        String yaml = YAML.formatted("{hidden: 5}").replace("loss: {windowed: true}", "");

        PipelineDefinition merged = PipelineDefinitions.parse(yaml + "baseline: end-to-end");

        assertThat(merged.module(1).encoder())
                .<Class<? extends Layer>>extracting(Layer::getClass)
                .containsExactly(Conv1dLayer.class, GruLayer.class, Conv1dLayer.class);
        assertThat(merged.stages().get(1))
                .isEqualTo(PipelineDefinitions.parse(yaml).stages().get(3));
    }

    @Test
    void shouldPutAllEncodersUnderOneCrossEntropyWhenSupervised() {
        PipelineDefinition merged = PipelineDefinitions.parse(yaml() + "baseline: supervised:digit:10");

        assertThat(merged.depth()).isEqualTo(1);
        assertThat(merged.module(1).loss()).isEqualTo(new CrossEntropyDefinition("digit", 10));
        assertThat(merged.stages().get(1)).isEqualTo(greedy.stages().get(3));
    }

    @Test
    void shouldGiveEveryModuleACrossEntropyOfItsOwnWhenGreedySupervised() {
        PipelineDefinition supervised = PipelineDefinitions.parse(yaml() + "baseline: greedy-supervised:age:group:3");

        assertThat(supervised.stages()).isEqualTo(greedy.stages());
        assertThat(supervised.modules())
                .extracting(ModuleDefinition::loss)
                .containsOnly(new CrossEntropyDefinition("age:group", 3));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "speech-small, end-to-end", "speech-small, supervised:speaker:10", "speech-small, greedy-supervised:speaker:10",
        "vision-small, end-to-end", "vision-small, supervised:shape:10", "vision-small, greedy-supervised:shape:10"
    })
    void shouldReadBackWhatItWroteWhenADefinitionIsBundled(String name, String baseline) {
        PipelineDefinition bundled = PipelineDefinitions.load(name);
        String written = PipelineDefinitions.format(bundled).replaceAll("(?m)^(train|placement):.*\\R(- .*\\R)*", "");

        PipelineDefinition definition = PipelineDefinitions.parse(written + "baseline: " + baseline);

        assertThat(PipelineDefinitions.parse(PipelineDefinitions.format(definition)))
                .isEqualTo(definition);
        assertThat(definition.baseline()).hasToString("Optional[%s]", baseline);
        assertThat(definition.stages().get(definition.depth()))
                .isEqualTo(bundled.stages().get(bundled.depth()));
        assertThat(Identity.of(definition)).isNotEqualTo(Identity.of(bundled));
    }

    @Test
    void shouldBeTheSameToLearnWhetherABaselineIsAskedForOrWrittenOut() {
        String byHand =
                yaml().replaceAll("loss: .*", "") + "loss: {objective: cross-entropy, label: digit, classes: 10}";

        assertThat(Identity.of(PipelineDefinitions.parse(yaml() + "baseline: greedy-supervised:digit:10")))
                .isEqualTo(Identity.of(PipelineDefinitions.parse(byHand)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"supervised", "greedy-supervised", "greedy"})
    void shouldSayWhatIsAllowedOnceWhenThereIsNoSuchBaseline(String baseline) {
        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml() + "baseline: " + baseline))
                .hasMessage(
                        "baseline is %s; allowed: end-to-end, supervised:LABEL:CLASSES, greedy-supervised:LABEL:CLASSES"
                                .formatted(baseline));
    }

    @Test
    void shouldRefuseToMergeModulesWhenTheirThreadsDiffer() {
        String yaml = yaml().replace("  - context: {hidden: 6}", "  - context: {hidden: 6}\n    threads: 2");

        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml + "baseline: end-to-end"))
                .hasMessage("baseline is end-to-end; allowed: where modules have as many threads, as they become one:"
                        + " here they have [1, 2]");
    }

    @Test
    void shouldFreezeTheModulesThatAreNotListed() {
        PipelineDefinition second = PipelineDefinitions.parse(yaml() + "train: [2]");

        assertThat(second.train()).containsExactly(2);
        assertThat(second.modules())
                .extracting(ModuleDefinition::loss)
                .containsExactly(new NoLossDefinition(), greedy.module(2).loss(), new NoLossDefinition());
        assertThat(PipelineDefinitions.parse(PipelineDefinitions.format(second)))
                .isEqualTo(second);
        assertThat(Identity.of(second)).isNotEqualTo(Identity.of(greedy));
    }

    @ParameterizedTest
    @ValueSource(strings = {"train: [1, 2, 3]", "train: [3, 1, 2, 2]"})
    void shouldBeTheSameWhenAllModulesAreListed(String train) {
        PipelineDefinition all = PipelineDefinitions.parse(yaml() + train);

        assertThat(all).isEqualTo(greedy);
        assertThat(greedy.train()).isEqualTo(List.of(1, 2, 3));
    }

    @Test
    void shouldRefuseADefinitionInWhichNothingIsTrained() {
        String yaml = yaml().replaceAll("loss: .*", "") + "loss: {objective: none}";

        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml))
                .hasMessage("modules is all without a loss; allowed: one or more that has one");
    }

    private static String yaml() {
        return YAML.formatted("null");
    }
}
