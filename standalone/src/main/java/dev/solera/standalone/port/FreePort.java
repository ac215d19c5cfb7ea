package dev.solera.standalone.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports that nobody listens on, so that they can be told before somebody does. They are none of those that systems give to
 * outgoing connections (from 32,768 on under Linux, from 49,152 elsewhere), as one of these could take it in between.
 */
public final class FreePort {

    private static final int LARGEST = 65_535;
    private static final int FIRST = 15_000;
    private static final int BEHIND_LAST = 32_768;
    private static final int TRIES = 1_000;

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
        try (ServerSocket socket = wanted == 0 ? listenAnywhere() : listen(wanted)) {
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
        try (ServerSocket socket = listenAnywhere()) {
            ports.add(socket.getLocalPort());
            hold(count - 1, ports);
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        }
    }

    private static ServerSocket listenAnywhere() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            try {
                return listen(ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST));
            } catch (BindException e) { // somebody listens there
                continue;
            }
        }
        return listen(0);
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
