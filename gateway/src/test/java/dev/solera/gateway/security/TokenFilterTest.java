package dev.solera.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"solera.gateway.token=s3cret", "spring.kafka.bootstrap-servers=127.0.0.1:1"})
class TokenFilterTest {

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"Bearer s3cret", "bearer s3cret"})
    void shouldAnswerWhenTheTokenIsBrought(String authorization) throws Exception {
        assertThat(get("/api/pipeline", authorization).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crett", "Basic s3cret", "s3cret"})
    void shouldRefuseWhenTheTokenIsMissingOrWrong(String authorization) throws Exception {
        // when
        HttpResponse<String> answer = get("/api/pipeline", authorization);

        // then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.body()).doesNotContain("modules");
    }

    @Test
    void shouldRefuseInTheFormThatClientsOfTheInferenceProtocolRead() throws Exception {
        HttpResponse<String> answer = get("/v2/models/stack", "");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).startsWith("{\"error\":\"the gateway's token is missing or wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health/liveness", "/actuator/prometheus"})
    void shouldStayOpenWhereItIsWatched(String path) throws Exception {
        assertThat(get(path, "").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/../api/pipeline", "/actuator/%2e%2e/api/pipeline", "/actuator/..;/api/pipeline"})
    void shouldNotTakeThePathAtItsWordWhenItLeadsElsewhere(String path) throws Exception {
        assertThat(get(path, "").statusCode()).isBetween(400, 499);
    }

    @Test
    void shouldNotShowTheTokenWhenItCannotBeOne() {
        assertThatThrownBy(() -> new AccessProperties("two words", List.of()))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith("solera.gateway.token is not shown; allowed: ")
                .hasMessageNotContaining("words");
    }

    private HttpResponse<String> get(String path, String authorization) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
