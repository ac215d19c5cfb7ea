package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.PipelineTopics;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strimzi's topics are those that the services would create themselves. */
class TopicsChartTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "definition: speech-cosine",
                "definition: speech",
                "definition: vision-small",
                "definition: vision",
                "definition: '{pipeline: coloured, input: {kind: image, size: 40, channels: 3}, batch: 2, learning-rate: 1e-3, seed: 1,"
                        + " wire: {precision: int8, record-bytes: 1024},"
                        + " loss: {objective: vertical-info-nce, prediction-steps: 1, negatives: {form: shared, count: 4}},"
                        + " modules: [{encoder: [{layer: patches, size: 9, stride: 5}, {layer: conv2d, channels: 6, kernel: 4, stride: 3},"
                        + " {layer: residual, block: basic, blocks: 2, width: 10, stride: 2}]}]}'",
                "definition: '{pipeline: plain, input: {kind: audio, sample-rate: 22050, window: 30000}, batch: 1,"
                        + " learning-rate: 1e-3, seed: 1, wire: {precision: float32, record-bytes: 4194304},"
                        + " loss: {prediction-steps: 1, sub-window: 8, negatives: {form: shared, count: 4}},"
                        + " modules: [{encoder: [{channels: 300, kernel: 7, stride: 3, padding: 3}]}]}'",
                "definition: '{pipeline: triaxial, input: {kind: audio, sample-rate: 1000, window: 200000, channels: 3}, batch: 1,"
                        + " learning-rate: 1e-3, seed: 1, flow: {mode: latest},"
                        + " loss: {prediction-steps: 1, sub-window: 8, negatives: {form: shared, count: 4}},"
                        + " modules: [{encoder: [{channels: 8, kernel: 7, stride: 3, padding: 3}]}]}'",
            })
    void shouldHaveEveryTopicWithItsLimitsWhenTheDefinitionIs(String definition) {
        assertSame(Rendering.of(Chart.SOLERA.templateOf("strimzi: {enabled: true, cluster: c}\n" + definition)));
    }

    @Test
    void shouldHaveEveryTopicWithItsLimitsWhenThereArePartitionsAndNobodyWaits() {
        assertSame(new Row("twelve-modules").rendering());
    }

    @Test
    void shouldHaveNoTopicBetweenModulesThatShareAPod() {
        Rendering rendering = new Row("placement").rendering();

        assertSame(rendering);
        assertThat(rendering.all(KafkaTopic.class))
                .extracting(topic -> topic.getMetadata().getName())
                .contains("solera.speech-cosine.activations.3", "solera.speech-cosine.activations.3.dlt")
                .doesNotContain("solera.speech-cosine.activations.2", "solera.speech-cosine.activations.2.dlt");
    }

    @Test
    void shouldHaveNoTopicWhenIngestCreatesThem() {
        Rendering rendering = new Row("strimzi-tls").rendering();

        assertThat(rendering.all(KafkaTopic.class)).isEmpty();
        assertThat(createsTopics(rendering))
                .containsEntry("ingest-service", "true")
                .containsEntry("gateway", "false");
        assertThat(createsTopics(new Row("strimzi").rendering())).containsEntry("ingest-service", "false");
        assertThat(createsTopics(new Row("sasl-ssl").rendering())).containsEntry("ingest-service", "false");
        assertThat(createsTopics(new Row("broker").rendering()))
                .isEqualTo(Map.of(
                        "ingest-service",
                        "true",
                        "module-service",
                        "false",
                        "probe-service",
                        "false",
                        "gateway",
                        "false"));
    }

    private static Map<String, String> createsTopics(Rendering rendering) {
        return rendering.workloads().stream()
                .map(Workload::container)
                .filter(container -> Environment.SERVICES.containsKey(container.getName()))
                .collect(Collectors.toMap(
                        container -> container.getName(),
                        container -> Environment.of(container).get("SOLERA_CREATE_TOPICS"),
                        (one, other) -> one.equals(other) ? one : "both"));
    }

    private static void assertSame(Rendering rendering) {
        // given
        ConfigMap map = rendering.get(ConfigMap.class, Chart.RELEASE + "-solera-definition");
        PipelineDefinition definition = PipelineDefinitions.parse(map.getData().get("pipeline.yaml"));
        Map<String, String> expected = new TreeMap<>();
        PipelineTopics.of(definition)
                .forEach(topic -> expected.put(topic.name(), text(topic.numPartitions(), topic.configs())));

        // when
        Map<String, String> topics = new TreeMap<>();
        rendering
                .all(KafkaTopic.class)
                .forEach(topic -> topics.put(
                        topic.getMetadata().getName(),
                        text(topic.getSpec().getPartitions(), topic.getSpec().getConfig())));

        // then
        assertThat(topics).isEqualTo(expected);
    }

    private static String text(int partitions, Map<String, ?> settings) {
        return partitions + " " + new TreeMap<>(settings);
    }
}
