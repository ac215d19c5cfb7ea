package dev.solera.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which modules share a service, and which depths have topics then. */
class PlacementTest {

    private static final String YAML = """
            pipeline: placed
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
            %s
            modules:
              - {encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}], threads: 2}
              - {encoder: [{channels: 8, kernel: 8, stride: 4, padding: 2}], threads: 2}
              - {context: {hidden: 6}, threads: 1}
            """;

    @Test
    void shouldPlaceEveryModuleByItselfWhenNothingIsSaid() {
        PipelineDefinition pipeline = PipelineDefinitions.parse(YAML.formatted(""));

        assertThat(pipeline.placement()).hasToString("1,2,3");
        assertThat(pipeline.placement().topicDepths()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void shouldHaveTopicsOnlyBetweenServices() {
        PipelineDefinition pipeline = placed("1-2, 3");

        assertThat(pipeline.placement().services()).containsExactly(new ModuleRange(1, 2), ModuleRange.of(3));
        assertThat(pipeline.placement().topicDepths()).containsExactly(0, 2, 3);
        assertThat(pipeline.placement().hasTopic(1)).isFalse();
        assertThat(ModuleRange.ofService("module-1-2")).contains(new ModuleRange(1, 2));
        assertThat(new ModuleRange(1, 2).service()).isEqualTo("module-1-2");
    }

    @Test
    void shouldLearnTheSameWhereverModulesAreAndSayWhereInTheDefinition() {
        PipelineDefinition pipeline = placed("1-2,3");

        assertThat(Identity.of(pipeline)).isEqualTo(Identity.of(placed("1,2,3")));
        assertThat(PipelineDefinitions.parse(PipelineDefinitions.format(pipeline)))
                .isEqualTo(pipeline);
        assertThat(placed("1,2,3").placed(Placement.parse("1-2,3"))).isEqualTo(pipeline);
    }

    @Test
    void shouldTakeTheNumberOfASingleModule() {
        PipelineDefinition pipeline = PipelineDefinitions.parse("""
                pipeline: placed
                input: {kind: audio, sample-rate: 8000, window: 640}
                batch: 4
                learning-rate: 1e-3
                seed: 11
                loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
                placement: 1
                modules: [{encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]}]
                """);

        assertThat(pipeline.placement()).isEqualTo(Placement.apart(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,3", "2,3", "1-2,2-3", "3,2,1"})
    void shouldRefuseAPlacementThatIsNotEveryModuleOnceAndInOrder(String placement) {
        assertThatThrownBy(() -> placed(placement))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("placement is %s; allowed: every module once and in order, such as 1,2,3 or 1-2,3"
                        .formatted(placement));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1,two|two", "1,,2|empty", "2-1,3|2-1", "0-3|0-3", "1-99999|1-99999", "'[1-2, 3]'|'[1-2'"})
    void shouldRefuseWhatIsNoRange(String placement, String range) {
        assertThatThrownBy(() -> placed(placement))
                .hasMessage("placement is %s; allowed: a module such as 3, or consecutive ones such as 1-2"
                        .formatted(range));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-2", "1-2,3,4"})
    void shouldRefuseAPlacementOfAnotherDepth(String placement) {
        assertThatThrownBy(() -> placed(placement))
                .hasMessage(
                        "placement is %s; allowed: the modules 1 to 3, each once and in order".formatted(placement));
    }

    @Test
    void shouldRefuseModulesWithDifferentThreadsInOneService() {
        assertThatThrownBy(() -> placed("1,2-3"))
                .hasMessage("placement is 1,2-3; allowed: modules with as many threads in one service: those of 2-3 "
                        + "have [2, 1]");
    }

    @Test
    void shouldRefuseModulesThatAreNotTheOnesOfAService() {
        Placement placement = new Placement(List.of(new ModuleRange(1, 2), ModuleRange.of(3)));

        for (String number : List.of("2", "1-3", "2-3", "4")) {
            ModuleRange named = ModuleRange.parse("number", number);
            assertThatThrownBy(() -> placement.service("number", named))
                    .hasMessage("number is %s; allowed: one of 1-2,3, the services of the placement".formatted(number));
        }
    }

    @Test
    void shouldFindAServiceByItsModulesOrByTheFirstOfThem() {
        Placement placement = Placement.parse("1-2,3");

        assertThat(placement.service("number", ModuleRange.of(1))).isEqualTo(new ModuleRange(1, 2));
        assertThat(placement.service("number", new ModuleRange(1, 2))).isEqualTo(new ModuleRange(1, 2));
        assertThat(placement.service("number", ModuleRange.of(3))).isEqualTo(ModuleRange.of(3));
        assertThat(placement.serviceOf(2)).isEqualTo(new ModuleRange(1, 2));
    }

    private static PipelineDefinition placed(String placement) {
        return PipelineDefinitions.parse(YAML.formatted("placement: '" + placement + "'"));
    }
}
