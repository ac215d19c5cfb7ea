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
        String written = PipelineDefinitions.format(bundled);

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
    void shouldRefuseToMergeModulesWhenTheirLearningRatesDiffer() {
        String yaml = yaml().replace("  - context: {hidden: 6}", "  - context: {hidden: 6}\n    learning-rate: 2e-3");

        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml + "baseline: end-to-end"))
                .hasMessage("baseline is end-to-end; allowed: where modules have the same learning rate, as they become"
                        + " one: here they have [0.001, 0.002]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.001", "{peak: 1e-3, warm-up: 0}"})
    void shouldMergeModulesWhenOneWritesTheLearningRateOfAllAsItsOwn(String rate) {
        String yaml =
                yaml().replace("    loss: {windowed: true}", "    loss: {windowed: true}\n    learning-rate: " + rate);

        assertThat(PipelineDefinitions.parse(yaml + "baseline: end-to-end"))
                .isEqualTo(PipelineDefinitions.parse(yaml() + "baseline: end-to-end"));
    }

    @Test
    void shouldFreezeTheModulesThatAreNotListed() {
        PipelineDefinition second = PipelineDefinitions.parse(yaml() + "train: [2]");

        assertThat(second.learning()).containsExactly(2);
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
        assertThat(greedy.learning()).isEqualTo(List.of(1, 2, 3));
        assertThat(PipelineDefinitions.format(all)).doesNotContain("train:");
    }

    @Test
    void shouldRefuseADefinitionInWhichNothingIsTrained() {
        String yaml = yaml().replaceAll("loss: .*", "") + "loss: {objective: none}";

        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml))
                .hasMessage("modules is all without a loss; allowed: one or more that has one");
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(delimiter = '|', textBlock = """
            end-to-end                | baseline is end-to-end; allowed: where every module that it trains has a loss; modules[1].loss is none
            supervised:digit:10       | baseline is supervised:digit:10; allowed: where every module that it trains has a loss; modules[1].loss is none
            greedy-supervised:digit:3 | baseline is greedy-supervised:digit:3; allowed: where every module that it trains has a loss; modules[1].loss is none
            """)
    void shouldRefuseABaselineThatWouldTrainAModuleWithoutALoss(String baseline, String message) {
        assertThatThrownBy(() -> PipelineDefinitions.parse(withSecondFrozen() + "baseline: " + baseline))
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, 2]", "[2]"})
    void shouldRefuseToTrainAModuleWithoutALoss(String train) {
        String message = "train is %s; allowed: modules that have a loss; modules[1].loss is none".formatted(train);

        assertThatThrownBy(() -> PipelineDefinitions.parse(withSecondFrozen() + "train: " + train))
                .hasMessage(message);
        assertThatThrownBy(() -> PipelineDefinitions.parse(
                        withSecondFrozen() + "baseline: greedy-supervised:digit:3%ntrain: %s".formatted(train)))
                .hasMessage(message);
    }

    @Test
    void shouldReadBackABaselineOfWhichAModuleIsFrozen() {
        PipelineDefinition definition =
                PipelineDefinitions.parse(withSecondFrozen() + "baseline: greedy-supervised:digit:3\ntrain: [1, 3]");

        assertThat(definition.learning()).containsExactly(1, 3);
        assertThat(PipelineDefinitions.parse(PipelineDefinitions.format(definition)))
                .isEqualTo(definition);
    }

    @Test
    void shouldMakeAnotherBaselineOfWhatARunWroteDown() {
        String written = PipelineDefinitions.format(greedy);

        assertThat(PipelineDefinitions.parse(written + "baseline: end-to-end"))
                .isEqualTo(PipelineDefinitions.parse(yaml() + "baseline: end-to-end"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            train: [2]       | train is [2]; allowed: one or more of the modules 1 to 1, as baseline end-to-end makes 1 module of 3
            placement: 1-2,3 | placement is 1-2,3; allowed: the modules 1 to 1, each once and in order, as baseline end-to-end makes 1 module of 3
            """)
    void shouldSayHowManyModulesABaselineMadeWhenNumbersAreOfOthers(String key, String message) {
        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml() + "baseline: end-to-end\n" + key))
                .hasMessage(message);
    }

    @Test
    void shouldNameTheModuleThatSaysSoWhenALossDoesNotFitAllEncoders() {
        String yaml = yaml().replace("loss: {prediction-steps: 5}", "loss: {prediction-steps: 500}");

        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml + "baseline: end-to-end"))
                .hasMessageStartingWith("modules[2].loss.");
    }

    @Test
    void shouldNameTheModuleWhoseLayersDoNotFitWhenAllBecomeOne() {
        String yaml = yaml().replace("kernel: 8", "kernel: 8000");

        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml + "baseline: end-to-end"))
                .hasMessageStartingWith("modules[1].encoder: ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            end-to-end:digit:10 | baseline is end-to-end:digit:10; allowed: end-to-end, supervised:LABEL:CLASSES, greedy-supervised:LABEL:CLASSES
            supervised          | baseline is supervised; allowed: end-to-end, supervised:LABEL:CLASSES, greedy-supervised:LABEL:CLASSES
            supervised:digit:1  | baseline is supervised:digit:1, whose classes is 1; allowed: 2 to 1048576
            """)
    void shouldSayOnceWhatIsAllowed(String baseline, String message) {
        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml() + "baseline: " + baseline))
                .hasMessage(message);
    }

    @Test
    void shouldRefuseMoreScoresThanABatchHasRoomFor() {
        String large = yaml().replace("batch: 4", "batch: 4096\nflow: {lag-bound: 20000, in-flight: 5000}");
        String byHand = "loss: {objective: cross-entropy, label: digit, classes: 1048576}";

        assertThatThrownBy(() -> PipelineDefinitions.parse(large + "baseline: supervised:digit:1048576"))
                .hasMessage("baseline is supervised:digit:1048576; allowed: up to 32768 classes with batch 4096");
        assertThatThrownBy(() -> PipelineDefinitions.parse(large.replaceAll("loss: .*", "") + byHand))
                .hasMessage("modules[0].loss.classes is 1048576; allowed: up to 32768 classes with batch 4096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"join", "join-within:speaker"})
    void shouldRefuseWindowsOverSeveralValuesOfTheLabelThatIsLearned(String clips) {
        String joined = yaml().replace("window: 640", "window: 640, short-clips: '%s'".formatted(clips));

        assertThatThrownBy(() -> PipelineDefinitions.parse(joined + "baseline: greedy-supervised:digit:10"))
                .hasMessage(
                        "input.short-clips is %s; allowed: pad or join-within:digit, as module 1 learns from the label digit"
                                .formatted(clips));
        assertThat(PipelineDefinitions.parse(joined.replaceAll("'join.*'", "'join-within:digit'")
                                + "baseline: greedy-supervised:digit:10")
                        .depth())
                .isEqualTo(3);
    }

    @Test
    void shouldTakeNothingOfTheDefaultWhenAModuleNamesAnotherObjective() {
        String yaml = yaml().replace("    loss: {windowed: true}", "    loss: {objective: none}")
                .replace(
                        "    loss: {prediction-steps: 5}",
                        "    loss: {objective: cross-entropy, label: digit, classes: 10}");

        assertThat(PipelineDefinitions.parse(yaml).modules())
                .extracting(ModuleDefinition::loss)
                .containsExactly(
                        new NoLossDefinition(), greedy.module(2).loss(), new CrossEntropyDefinition("digit", 10));
    }

    private static String withSecondFrozen() {
        String second = "  - encoder: [{channels: 8, kernel: 8, stride: 4, padding: 2}]\n";
        return yaml().replace(second, second + "    loss: {objective: none}\n");
    }

    private static String yaml() {
        return YAML.formatted("null");
    }
}
