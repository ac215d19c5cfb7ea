package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may talk to whom. */
class TrafficChartTest {

    private static final int HTTP = 8080;
    private static final int GRPC = 8084;
    private static final int KAFKA = 9092;
    private static final String NAME = Chart.RELEASE + "-solera-";
    private static final Map<String, String> PROMETHEUS = Map.of("app.kubernetes.io/name", "prometheus");
    private static final Traffic.End STRANGER = Traffic.Here.stranger(Map.of("app", "other"));
    private static final Traffic.End RESOLVER =
            new Traffic.Elsewhere(Map.of("kubernetes.io/metadata.name", "kube-system"), Map.of("k8s-app", "kube-dns"));

    private final Rendering trial = new Row("trial-broker").rendering();
    private final Traffic traffic = Traffic.of(trial);

    @ParameterizedTest
    @ValueSource(strings = {"module-1", "module-6", "ingest", "probe", "gateway"})
    void shouldLetAServiceReachItsBrokerAndNobodyElseWhenThatIsATrials(String service) {
        Traffic.End from = pod(service);

        assertThat(traffic.allows(from, pod("broker"), KAFKA, "TCP")).isTrue();
        assertThat(traffic.allows(from, RESOLVER, 53, "UDP")).isTrue();
        assertThat(traffic.allows(from, RESOLVER, 53, "TCP")).isTrue();
        assertThat(List.of(
                        pod("module-1"), pod("module-2"), pod("ingest"), pod("probe"), STRANGER, new Traffic.Outside()))
                .noneMatch(to -> traffic.allows(from, to, HTTP, "TCP"))
                .noneMatch(to -> traffic.allows(from, to, KAFKA, "TCP"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"module-1", "module-6", "ingest", "probe", "gateway"})
    void shouldLetPrometheusAloneReadMetricsWhenNothingElseIsSaid(String service) {
        Traffic.End to = pod(service);

        assertThat(traffic.allows(new Traffic.Elsewhere(Map.of(), PROMETHEUS), to, HTTP, "TCP"))
                .isTrue();
        assertThat(traffic.allows(new Traffic.Elsewhere(Map.of(), Map.of()), to, HTTP, "TCP"))
                .isFalse();
        assertThat(traffic.allows(new Traffic.Outside(), to, HTTP, "TCP")).isFalse();
        assertThat(traffic.allows(new Traffic.Elsewhere(Map.of(), PROMETHEUS), to, KAFKA, "TCP"))
                .isFalse();
        assertThat(traffic.allows(STRANGER, to, HTTP, "TCP")).isEqualTo(service.equals("gateway"));
        assertThat(traffic.allows(STRANGER, to, GRPC, "TCP")).isEqualTo(service.equals("gateway"));
        assertThat(traffic.allows(new Traffic.Elsewhere(Map.of(), PROMETHEUS), to, GRPC, "TCP"))
                .isFalse();
    }

    @Test
    void shouldLetIngestAloneReachTheClusterOfItsTopic() {
        Traffic stream = Traffic.of(new Row("stream").rendering());

        assertThat(stream.allows(pod("ingest"), new Traffic.Outside(), 9094, "TCP"))
                .isTrue();
        assertThat(List.of("module-1", "probe", "gateway"))
                .noneMatch(service -> stream.allows(pod(service), new Traffic.Outside(), 9094, "TCP"));
    }

    @Test
    void shouldKeepStrangersFromTheTrialBrokerWhenTheyAreInItsNamespace() {
        assertThat(traffic.allows(STRANGER, pod("broker"), KAFKA, "TCP")).isFalse();
        assertThat(traffic.allows(pod("broker"), RESOLVER, 53, "UDP")).isFalse();
        assertThat(traffic.allows(pod("broker"), new Traffic.Outside(), 443, "TCP"))
                .isFalse();
    }

    @Test
    void shouldLetEverybodyCallTheGatewayWhenAnIngressLeadsThere() {
        Traffic open = Traffic.of(new Row("ingress").rendering());
        Traffic.End gateway = Traffic.Here.of(new Row("ingress").rendering().workload(NAME + "gateway"));
        Traffic.End controller = new Traffic.Elsewhere(Map.of("team", "network"), Map.of("app", "nginx"));

        assertThat(open.allows(controller, gateway, HTTP, "TCP")).isTrue();
        assertThat(traffic.allows(controller, pod("gateway"), HTTP, "TCP")).isFalse();
    }

    @Test
    void shouldTellTheGatewayUnderWhichNameItsIngressLeadsBrowsersThere() {
        Rendering rendering = new Row("ingress").rendering();
        String host =
                rendering.all(Ingress.class).get(0).getSpec().getRules().get(0).getHost();

        assertThat(Environment.of(rendering.workload(NAME + "gateway").container()))
                .containsEntry("SOLERA_GATEWAY_HOSTS", host);
        assertThat(Environment.of(
                        new Row("open").rendering().workload(NAME + "gateway").container()))
                .doesNotContainKey("SOLERA_GATEWAY_HOSTS");
    }

    @Test
    void shouldLetEverybodyCallTheGatewayWhenItsServiceIsOpenToTheOutside() {
        Rendering rendering = new Row("overrides").rendering();
        Traffic open = Traffic.of(rendering);

        assertThat(open.allows(
                        new Traffic.Outside(), Traffic.Here.of(rendering.workload(NAME + "gateway")), HTTP, "TCP"))
                .isTrue();
        assertThat(open.allows(
                        new Traffic.Outside(), Traffic.Here.of(rendering.workload(NAME + "module-1")), HTTP, "TCP"))
                .isFalse();
        assertThat(traffic.allows(new Traffic.Outside(), pod("gateway"), HTTP, "TCP"))
                .isFalse();
    }

    @Test
    void shouldLetThoseThroughThatValuesNameWhenTheyDo() {
        // given
        Rendering rendering = new Row("closed").rendering();
        Traffic closed = Traffic.of(rendering);
        Traffic.End module = Traffic.Here.of(rendering.workload("barrels-module-1"));
        Traffic.End gateway = Traffic.Here.of(rendering.workload("barrels-gateway"));
        Traffic.End elsewhere = new Traffic.Elsewhere(Map.of("kubernetes.io/metadata.name", "monitoring"), Map.of());

        // then
        assertThat(closed.allows(module, new Traffic.Outside(), KAFKA, "TCP")).isTrue();
        assertThat(closed.allows(module, new Traffic.Outside(), 443, "TCP")).isFalse();
        assertThat(closed.allows(module, RESOLVER, 53, "UDP")).isTrue();
        assertThat(closed.allows(module, elsewhere, 53, "UDP")).isFalse();
        assertThat(closed.allows(elsewhere, module, HTTP, "TCP")).isTrue();
        assertThat(closed.allows(Traffic.Here.stranger(Map.of("app", "dashboard")), gateway, HTTP, "TCP"))
                .isTrue();
        assertThat(closed.allows(STRANGER, gateway, HTTP, "TCP")).isFalse();
    }

    @Test
    void shouldLetEverythingThroughWhenPoliciesAreOff() {
        Rendering open = new Row("open").rendering();

        assertThat(Traffic.of(open).policies()).isEmpty();
        assertThat(Traffic.of(open).allows(STRANGER, Traffic.Here.of(open.workload(NAME + "module-1")), HTTP, "TCP"))
                .isTrue();
    }

    private Traffic.End pod(String component) {
        return Traffic.Here.of(trial.workload(NAME + component));
    }
}
