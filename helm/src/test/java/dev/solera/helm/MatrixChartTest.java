package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds whatever the values are. */
class MatrixChartTest {

    static Stream<Row> rows() {
        return Row.all().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldPassStrictLintWhenValuesAre(Row row, @TempDir Path folder) throws IOException {
        assertThat(Chart.SOLERA.copyWith(row.file(), folder.resolve("solera")).lint())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldRenderOnlyWhatKubernetesAcceptsWhenValuesAre(Row row) {
        assertThat(row.rendering().objects()).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldMeetTheRestrictedStandardWhenValuesAre(Row row) {
        assertHolds(new PodSecurity(), row);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldBeSafeByDefaultWhenValuesAre(Row row) {
        assertHolds(new SafeDefaults(), row);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldGiveValidNamesOnceWhenValuesAre(Row row) {
        assertHolds(new Names(), row);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldSelectPodsThatAreMeantWhenValuesAre(Row row) {
        assertHolds(new Selectors(), row);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldLeadToPortsThatAreThereWhenValuesAre(Row row) {
        assertHolds(new Ports(), row);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldReferToWhatIsThereWhenValuesAre(Row row) {
        assertHolds(new References(row.texts()), row);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldLetThroughWhatIsNeededWhenValuesAre(Row row) {
        assertHolds(new NetworkPolicies(), row);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldScrapeEveryServiceOnceWhenValuesAre(Row row) {
        assertHolds(new Monitors(), row);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldSetOnlyWhatIsReadWhenValuesAre(Row row) {
        assertHolds(new Environment(), row);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldHaveAStatefulSetAServiceOfModulesWhenValuesAre(Row row) {
        // given
        ConfigMap map = row.rendering().all(ConfigMap.class).stream()
                .filter(candidate -> candidate.getMetadata().getName().endsWith("-definition"))
                .findFirst()
                .orElseThrow();

        List<Workload> modules = row.rendering().workloads().stream()
                .filter(workload -> workload.name().contains("-module-"))
                .filter(workload -> workload.kind().equals("StatefulSet"))
                .toList();

        // when
        PipelineDefinition definition =
                PipelineDefinitions.parse(map.getData().values().iterator().next());

        // then
        List<String> numbers = definition.placement().services().stream()
                .map(ModuleRange::toString)
                .toList();
        assertThat(modules)
                .extracting(workload -> workload.name().replaceFirst(".*-module-", ""))
                .containsExactlyElementsOf(numbers);
        assertThat(modules)
                .extracting(workload -> Environment.of(workload.container()).get("SOLERA_MODULE_NUMBER"))
                .containsExactlyElementsOf(numbers);
    }

    @Test
    void shouldCoverWhatValuesCanSayWhenAllRowsAreTaken() {
        assertThat(rows())
                .extracting(Row::name)
                .contains("broker", "sasl-ssl", "ssl", "strimzi", "strimzi-tls", "trial-broker")
                .contains(
                        "monitoring",
                        "ingress",
                        "gpu",
                        "one-module",
                        "twelve-modules",
                        "placement",
                        "data",
                        "overrides",
                        "open",
                        "closed");
    }

    private static void assertHolds(Check check, Row row) {
        List<String> complaints = check.complaints(row.rendering());
        assertThat(complaints).isEmpty();
    }
}
