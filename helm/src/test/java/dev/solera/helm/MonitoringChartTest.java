package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules and dashboards are those of {@code monitoring/}, which compose uses too. */
class MonitoringChartTest {

    private static final Path MONITORING = Chart.REPOSITORY.resolve("monitoring");
    private static final String SIDECAR = "grafana_dashboard";
    private static final String DATA_SOURCE = "\"solera-prometheus\"";

    @Test
    void shouldInstallTheRulesOfTheFilesWhenThatIsEnabled() throws IOException {
        String text = Chart.SOLERA.template(new Row("monitoring").file());

        List<JsonNode> specs = Yaml.documents(text).stream()
                .filter(document -> document.path("kind").asText().equals("PrometheusRule"))
                .map(document -> document.path("spec"))
                .toList();

        try (Stream<Path> files = Files.list(MONITORING.resolve("prometheus/rules"))) {
            assertThat(specs)
                    .containsExactlyInAnyOrderElementsOf(files.map(Yaml::read).toList());
        }
    }

    @Test
    void shouldInstallTheDashboardsOfTheFilesUnchangedWhenTheDataSourceIsTheirOwn() throws IOException {
        assertThat(dashboards("monitored-trial")).isEqualTo(files());
    }

    @Test
    void shouldChangeNothingButTheDataSourceInADashboardWhenThatIsAnother() throws IOException {
        Map<String, String> changed = files();
        changed.replaceAll((name, text) -> text.replace(DATA_SOURCE, "\"prometheus\""));

        assertThat(dashboards("monitoring")).isEqualTo(changed).isNotEqualTo(files());
    }

    @Test
    void shouldLabelWhatOperatorAndSidecarLookForWhenValuesSayHow() {
        Rendering rendering = new Row("monitoring").rendering();

        assertThat(rendering.all(ServiceMonitor.class))
                .allSatisfy(monitor -> assertThat(monitor.getMetadata().getLabels())
                        .containsEntry("release", "kube-prometheus-stack"));
        assertThat(rendering.all(PrometheusRule.class))
                .hasSize(1)
                .allSatisfy(rule ->
                        assertThat(rule.getMetadata().getLabels()).containsEntry("release", "kube-prometheus-stack"));
        assertThat(rendering.all(ConfigMap.class))
                .filteredOn(map -> map.getMetadata().getLabels().containsKey(SIDECAR))
                .hasSize(3)
                .allSatisfy(map ->
                        assertThat(map.getMetadata().getAnnotations()).containsEntry("grafana_folder", "Training"));
    }

    @Test
    void shouldInstallNothingForOthersWhenMonitoringIsOff() {
        Rendering rendering = new Row("broker").rendering();

        assertThat(rendering.all(ServiceMonitor.class)).isEmpty();
        assertThat(rendering.all(PrometheusRule.class)).isEmpty();
        assertThat(rendering.names(ConfigMap.class)).containsExactly(Chart.RELEASE + "-solera-definition");
    }

    private static Map<String, String> dashboards(String row) {
        Map<String, String> dashboards = new TreeMap<>();
        new Row(row)
                .rendering().all(ConfigMap.class).stream()
                        .filter(map -> map.getMetadata().getLabels().containsKey(SIDECAR))
                        .forEach(map -> dashboards.putAll(map.getData()));
        return dashboards;
    }

    private static Map<String, String> files() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(MONITORING.resolve("grafana/dashboards"))) {
            for (Path file : files.toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return texts;
    }
}
