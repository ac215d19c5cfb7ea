package dev.solera.gateway.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.gateway.model.ServingGateway;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pages may do in the name of whoever looks at them. */
@Timeout(120)
class BrowserFilterTest {

    private static ServingGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new ServingGateway(
                Optional.empty(), "--solera.gateway.broker=false", "--solera.gateway.hosts=solera.example,lab.example");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** 503 is what the gateway itself says, which has no snapshot. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 503",
        "[::1], 503",
        "10.1.2.3, 503",
        "localhost, 503",
        "gateway, 503",
        "solera.example, 503",
        "LAB.example, 503",
        "rebound.example, 403",
        "solera.example.rebound.example, 403",
        "127.0.0.1.rebound.example, 403",
        "10.rebound, 403"
    })
    void shouldRefuseAPageWhoseNameSomebodyElseMayHaveGivenToThisAddress(String host, int status) throws Exception {
        assertThat(post(gateway, host, "Origin: http://%s\r\n".formatted(host))).isEqualTo(status);
    }

    @Test
    void shouldAnswerCallersThatAreNoBrowserByWhateverName() throws Exception {
        assertThat(post(gateway, "gateway.solera.svc.cluster.local", "")).isEqualTo(503);
    }

    @Test
    void shouldRefusePagesOfOtherSites() throws Exception {
        assertThat(post(gateway, "localhost", "Origin: http://elsewhere.example\r\n"))
                .isEqualTo(403);
        assertThat(post(gateway, "localhost", "Sec-Fetch-Site: cross-site\r\n")).isEqualTo(403);
        assertThat(post(gateway, "localhost", "Origin: null\r\n")).isEqualTo(403);
    }

    /** The page of a rebound name does not have it. */
    @Test
    void shouldGoByTheTokenWhereThereIsOne() throws Exception {
        try (ServingGateway closed = new ServingGateway(
                Optional.empty(), "--solera.gateway.broker=false", "--solera.gateway.token=s3cret")) {
            assertThat(post(closed, "any.example", "Origin: http://any.example\r\nAuthorization: Bearer s3cret\r\n"))
                    .isEqualTo(503);
            assertThat(post(closed, "any.example", "Origin: http://any.example\r\n"))
                    .isEqualTo(401);
        }
    }

    private static int post(ServingGateway to, String host, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", to.port())) {
            socket.getOutputStream()
                    .write(
                            ("POST /api/embeddings HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 0\r\n%s\r\n"
                                            .formatted(host, headers))
                                    .getBytes(UTF_8));
            String line = new String(socket.getInputStream().readNBytes(12), UTF_8);
            return Integer.parseInt(line.substring(9));
        }
    }
}
