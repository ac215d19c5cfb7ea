package dev.solera.standalone.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Finds ports that nobody listens on, so that they can be told before somebody does. */
public final class FreePort {

    private static final int LARGEST = 65_535;

    private FreePort() {}

    /**
     * @param wanted what {@code --port} says; 0 for any free one
     * @return the port, which was free a moment ago
     * @throws IllegalArgumentException where it is taken, or no port
     */
    public static int of(int wanted) {
        return of("--port", wanted);
    }

    /**
     * The same, of an option of another name.
     *
     * @throws IllegalArgumentException where it is taken, or no port
     */
    public static int of(String option, int wanted) {
        if (wanted < 0 || wanted > LARGEST) {
            throw new IllegalArgumentException("%s is %d; allowed: 0 to %d".formatted(option, wanted, LARGEST));
        }
        try (ServerSocket socket = listen(wanted)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s is %d, which cannot be listened on (%s); allowed: a free port, or 0 for any"
                            .formatted(option, wanted, e.getMessage()),
                    e);
        }
    }

    /** As many as asked for, all held until the last is known so that they differ. */
    public static List<Integer> any(int count) {
        List<Integer> ports = new ArrayList<>();
        hold(count, ports);
        return List.copyOf(ports);
    }

    private static void hold(int count, List<Integer> ports) {
        if (count == 0) {
            return;
        }
        try (ServerSocket socket = listen(0)) {
            ports.add(socket.getLocalPort());
            hold(count - 1, ports);
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
