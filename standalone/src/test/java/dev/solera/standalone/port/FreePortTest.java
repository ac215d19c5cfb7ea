package dev.solera.standalone.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortTest {

    /** Linux gives those from 32,768 on to whoever connects: a broker that starts later would find its port taken. */
    @Test
    void shouldFindPortsThatNoConnectionTakes() throws Exception {
        // when
        List<Integer> ports = FreePort.any(50);

        // then
        assertThat(ports)
                .doesNotHaveDuplicates()
                .allSatisfy(port -> assertThat(port).isBetween(1024, 32_767));
        for (int port : ports) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.getLocalPort()).isEqualTo(port);
            }
        }
        assertThat(FreePort.of(0)).isBetween(1024, 32_767);
    }

    @Test
    void shouldRefuseAPortWhenSomebodyListensOnIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> FreePort.of("--grpc-port", taken.getLocalPort()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("--grpc-port is %d, which cannot be listened on", taken.getLocalPort());
        }
    }
}
