package dev.solera.standalone.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds out before a run whether its gateway will be able to listen. */
final class FreePort {

    private static final int LARGEST = 65_535;

    private FreePort() {}

    /**
     * @param wanted 0 for any free one
     * @return the port that was free a moment ago
     * @throws IllegalArgumentException where it is taken, or no port
     */
    static int of(int wanted) {
        if (wanted < 0 || wanted > LARGEST) {
            throw new IllegalArgumentException("--port is %d; allowed: 0 to %d".formatted(wanted, LARGEST));
        }
        try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--port is %d, which cannot be listened on (%s); allowed: a free port, or 0 for any"
                            .formatted(wanted, e.getMessage()),
                    e);
        }
    }
}
