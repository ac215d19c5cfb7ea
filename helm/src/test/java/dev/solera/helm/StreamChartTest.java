package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ingest, and nobody else, is told of the cluster that its topic is on. */
class StreamChartTest {

    private static final Path SECRETS = Path.of("/etc/solera/secrets");
    private static final String KAFKA = "solera.ingest.stream.kafka.";

    private final Rendering rendering = new Row("stream-tls").rendering();

    @Test
    void shouldGiveIngestTheAuthorityAndItsOwnCertificateFromSecrets() {
        Map<String, Mount.Key> files = secrets("ingest");

        assertThat(files)
                .containsOnly(
                        Map.entry(KAFKA + "ssl.truststore.certificates", secret("events-authority", "ca.crt")),
                        Map.entry(KAFKA + "ssl.keystore.certificate.chain", secret("events-certificate", "tls.crt")),
                        Map.entry(KAFKA + "ssl.keystore.key", secret("events-certificate", "pkcs8.key")));
        assertThat(Environment.of(container("ingest")))
                .containsEntry("SPRING_CONFIG_IMPORT", "configtree:" + SECRETS + "/")
                .containsEntry("SOLERA_INGEST_STREAM_KAFKA_SECURITY_PROTOCOL", "SSL")
                .containsEntry("SOLERA_INGEST_STREAM_KAFKA_SSL_TRUSTSTORE_TYPE", "PEM")
                .containsEntry("SOLERA_INGEST_STREAM_KAFKA_SSL_KEYSTORE_TYPE", "PEM")
                .doesNotContainKey("SPRING_KAFKA_SSL_BUNDLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"module-1", "probe", "gateway"})
    void shouldTellNobodyElse(String component) {
        assertThat(secrets(component)).isEmpty();
        assertThat(Environment.of(container(component)).keySet()).noneMatch(name -> name.contains("STREAM"));
    }

    private static Mount.Key secret(String name, String key) {
        return new Mount.Key("Secret", name, key);
    }

    private Map<String, Mount.Key> secrets(String component) {
        Map<String, Mount.Key> files = new HashMap<>();
        Mount.of(container(component), workload(component), rendering).stream()
                .filter(mount -> mount.path().equals(SECRETS))
                .forEach(mount -> files.putAll(mount.files().orElseThrow()));
        return files;
    }

    private Container container(String component) {
        return workload(component).container();
    }

    private Workload workload(String component) {
        return rendering.workload(Chart.RELEASE + "-solera-" + component);
    }
}
