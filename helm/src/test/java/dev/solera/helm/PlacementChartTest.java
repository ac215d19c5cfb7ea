package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every module, and every component, is where and as its own values say. */
class PlacementChartTest {

    private static final String MODULE = Chart.RELEASE + "-solera-module-";

    @Test
    void shouldGiveAModuleItsOwnWhenValuesHaveSomethingElseForIt() {
        // given
        Rendering rendering = new Row("overrides").rendering();

        // when
        Workload own = rendering.workload(MODULE + 2);
        Workload other = rendering.workload(MODULE + 3);

        // then: mappings are merged
        assertThat(resources(own))
                .isEqualTo(Map.of("cpu", "2", "memory", "768Mi", "limit cpu", "2500m", "limit memory", "4Gi"));
        assertThat(resources(other)).isEqualTo(Map.of("cpu", "250m", "memory", "768Mi", "limit memory", "1Gi"));
        assertThat(own.pod().getNodeSelector()).isEqualTo(Map.of("disk", "fast"));
        assertThat(other.pod().getNodeSelector()).isNullOrEmpty();
        assertThat(own.pod().getTolerations()).extracting(Toleration::getKey).containsExactly("dedicated");
        assertThat(List.of(own, other))
                .extracting(Workload::pod)
                .extracting(PodSpec::getAffinity)
                .doesNotContainNull();
        assertThat(claim(own).getStorageClassName()).isEqualTo("fast");
        assertThat(claim(own).getResources().getRequests()).isEqualTo(Map.of("storage", new Quantity("5Gi")));
        assertThat(Environment.of(own.container()))
                .containsEntry("SOLERA_MODULE_CHECKPOINT_STEPS", "10")
                .containsEntry("SOLERA_MODULE_CHECKPOINT_INTERVAL", "1m")
                .containsEntry("SOLERA_MODULE_CHECKPOINT_KEEP", "3")
                .containsEntry("GOMP_SPINCOUNT", "1000")
                .containsEntry("LOGGING_LEVEL_DEV_SOLERA", "debug");
        assertThat(Environment.of(other.container()))
                .containsEntry("SOLERA_MODULE_CHECKPOINT_STEPS", "1000")
                .doesNotContainKey("GOMP_SPINCOUNT");
    }

    @Test
    void shouldPutModulesIntoThePodsThatValuesSay() {
        // given
        Rendering rendering = new Row("placement").rendering();
        ConfigMap map = rendering.get(ConfigMap.class, Chart.RELEASE + "-solera-definition");

        // then every service reads the same placement
        assertThat(PipelineDefinitions.parse(map.getData().get("pipeline.yaml")).placement())
                .hasToString("1-3,4,5-6");
        assertThat(rendering.all(StatefulSet.class))
                .extracting(set -> set.getMetadata().getName())
                .containsExactly(MODULE + "1-3", MODULE + 4, MODULE + "5-6");
        assertThat(Environment.of(rendering.workload(MODULE + "1-3").container()))
                .containsEntry("SOLERA_MODULE_NUMBER", "1-3");
        assertThat(resources(rendering.workload(MODULE + "1-3"))).containsEntry("limit memory", "3Gi");
        assertThat(resources(rendering.workload(MODULE + "5-6"))).containsEntry("limit memory", "1Gi");
        assertThat(rendering
                        .workload(Chart.RELEASE + "-solera-every-module-trains")
                        .container()
                        .getArgs())
                .anyMatch(argument -> argument.startsWith("1-3=") && argument.contains("-module-1-3-0."))
                .anyMatch(argument -> argument.startsWith("5-6="));
    }

    @Test
    void shouldTakeAnImageOfItsOwnWhenValuesNameOne() {
        Rendering rendering = new Row("overrides").rendering();

        assertThat(image(rendering, MODULE + 1))
                .isEqualTo("registry.example.org/team/solera/module-service:1.2.3 Always");
        assertThat(image(rendering, MODULE + 6)).isEqualTo("other.example.org/forks/module:main Never");
        assertThat(image(rendering, Chart.RELEASE + "-solera-ingest"))
                .isEqualTo("registry.example.org/team/solera/ingest-service:next Always");
        assertThat(image(rendering, Chart.RELEASE + "-solera-gateway"))
                .isEqualTo("registry.example.org/team/solera/gateway:1.2.3 Always");
        assertThat(image(new Row("broker").rendering(), MODULE + 1))
                .isEqualTo("solera/module-service:0.1.0 IfNotPresent");
    }

    @Test
    void shouldRunNoServiceTwiceAtATimeWhenItIsReplaced() {
        Rendering rendering = new Row("broker").rendering();

        assertThat(rendering.all(StatefulSet.class))
                .hasSize(6)
                .allSatisfy(set -> assertThat(set.getSpec().getReplicas()).isEqualTo(1));
        assertThat(rendering.all(Deployment.class))
                .filteredOn(deployment -> !deployment.getMetadata().getName().endsWith("-gateway"))
                .hasSize(2)
                .allSatisfy(deployment -> {
                    assertThat(deployment.getSpec().getReplicas()).isEqualTo(1);
                    assertThat(deployment.getSpec().getStrategy().getType()).isEqualTo("Recreate");
                });
    }

    @Test
    void shouldAskForAGpuWhereValuesSaySo() {
        Rendering rendering = new Row("gpu").rendering();

        assertThat(resources(rendering.workload(MODULE + 1))).doesNotContainKey("limit nvidia.com/gpu");
        assertThat(resources(rendering.workload(MODULE + 2))).containsEntry("limit nvidia.com/gpu", "1");
        assertThat(image(rendering, MODULE + 2)).startsWith("solera/module-service:0.1.0-cu128 ");
        assertThat(device(rendering, 1)).isEqualTo("cpu");
        assertThat(device(rendering, 2)).isEqualTo("cuda:0");
    }

    @Test
    void shouldWriteThreadsIntoTheDefinitionWhenValuesSetThem() {
        Rendering rendering = new Row("twelve-modules").rendering();
        ConfigMap map = rendering.get(ConfigMap.class, Chart.RELEASE + "-solera-definition");

        assertThat(PipelineDefinitions.parse(map.getData().get("pipeline.yaml")).modules())
                .extracting(ModuleDefinition::threads)
                .containsExactly(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1);
    }

    @Test
    void shouldRollEveryServiceWhenTheDefinitionChanges() {
        // given
        String values = "trialBroker: {enabled: true}\ndefinition: ";

        // when
        Set<String> before = checksums(Rendering.of(Chart.SOLERA.templateOf(values + "speech-small")));
        Set<String> after = checksums(Rendering.of(Chart.SOLERA.templateOf(values + "speech")));

        // then
        assertThat(before).hasSize(1);
        assertThat(after).hasSize(1).isNotEqualTo(before);
    }

    private static Set<String> checksums(Rendering rendering) {
        return rendering.workloads().stream()
                .filter(workload ->
                        Environment.SERVICES.containsKey(workload.container().getName()))
                .map(workload -> String.valueOf(workload.annotations().get("checksum/definition")))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({"0, '', cpu", "2, '', cuda:0", "2, cuda:1, cuda:1", "1, cpu, cpu", "0, cuda:3, cuda:3"})
    void shouldComputeOnAGpuWhereThereIsOneUnlessValuesSayOtherwise(int gpus, String device, String expected) {
        String values = "trialBroker: {enabled: true}\nmodules: {gpu: %d, device: '%s'}".formatted(gpus, device);

        assertThat(device(Rendering.of(Chart.SOLERA.templateOf(values)), 6)).isEqualTo(expected);
    }

    private static String device(Rendering rendering, int module) {
        return Environment.of(rendering.workload(MODULE + module).container()).get("SOLERA_MODULE_DEVICE");
    }

    private static String image(Rendering rendering, String workload) {
        Container container = rendering.workload(workload).container();
        return container.getImage() + " " + container.getImagePullPolicy();
    }

    private static PersistentVolumeClaimSpec claim(Workload workload) {
        return workload.claims().get(0).getSpec();
    }

    private static Map<String, String> resources(Workload workload) {
        Map<String, String> all = texts("", workload.container().getResources().getRequests());
        all.putAll(texts("limit ", workload.container().getResources().getLimits()));
        return all;
    }

    private static Map<String, String> texts(String prefix, Map<String, Quantity> quantities) {
        return quantities.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> prefix + entry.getKey(),
                        entry -> entry.getValue().toString()));
    }
}
