package dev.solera.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Placement;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"solera.pipeline=speech", "solera.run=night", "spring.kafka.bootstrap-servers=127.0.0.1:1"})
class PipelineControllerTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JsonMapper json;

    @Test
    void shouldDescribeThePipelineWhenAsked() {
        // when
        JsonNode pipeline = json.readTree(get("/api/pipeline"));

        // then
        assertThat(pipeline.get("name").asString()).isEqualTo("speech");
        assertThat(pipeline.get("run").asString()).isEqualTo("night");
        assertThat(pipeline.get("batch").asInt()).isEqualTo(8);
        assertThat(pipeline.at("/input/topic").asString()).isEqualTo("solera.speech.activations.0");
        assertThat(pipeline.at("/input/precision").asString()).isEqualTo("float32");
        assertThat(pipeline.get("modules")).hasSize(6);
    }

    @Test
    void shouldGiveShapesAndTopicsOfEveryModule() {
        // when
        JsonNode second = json.readTree(get("/api/pipeline")).at("/modules/1");

        // then
        assertThat(second.get("number").asInt()).isEqualTo(2);
        assertThat(second.at("/shape/channels").asInt()).isEqualTo(512);
        assertThat(second.at("/shape/time").asInt()).isEqualTo(1023);
        assertThat(second.get("hop").asInt()).isEqualTo(20);
        assertThat(second.get("topicIn").asString()).isEqualTo("solera.speech.activations.1");
        assertThat(second.get("topicOut").asString()).isEqualTo("solera.speech.activations.2");
        assertThat(second.get("precision").asString()).isEqualTo("bfloat16");
        assertThat(second.at("/definition/encoder/0/kernel").asInt()).isEqualTo(8);
        assertThat(second.at("/definition/loss/negatives/form").asString()).isEqualTo("shared");
    }

    @Test
    void shouldGiveNoTopicBetweenModulesThatShareAService() {
        // when
        PipelineTopology topology =
                PipelineTopology.of(PipelineDefinitions.load("speech").placed(Placement.parse("1-2,3,4,5,6")), "night");

        // then
        assertThat(topology.modules())
                .extracting(PipelineTopology.Module::service)
                .startsWith("module-1-2", "module-1-2", "module-3");
        assertThat(topology.modules().get(0).topicIn()).contains("solera.speech.activations.0");
        assertThat(topology.modules().get(0).topicOut()).isEmpty();
        assertThat(topology.modules().get(1).topicIn()).isEmpty();
        assertThat(topology.modules().get(1).topicOut()).contains("solera.speech.activations.2");
    }

    @Test
    void shouldBeAliveAndMeasuredButNotReadyWhenNoBrokerAnswers() {
        assertThat(get("/actuator/health/liveness")).contains("\"UP\"");
        assertThatThrownBy(() -> get("/actuator/health/readiness"))
                .isInstanceOf(HttpServerErrorException.ServiceUnavailable.class)
                .hasMessageContaining("no answer in 2 s")
                .hasMessageContaining("127.0.0.1:1");
        assertThat(get("/actuator/prometheus")).contains("jvm_memory_used_bytes");
    }

    private String get(String path) {
        return RestClient.create("http://127.0.0.1:" + port)
                .get()
                .uri(path)
                .retrieve()
                .body(String.class);
    }
}
