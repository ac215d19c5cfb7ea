package dev.solera.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.test.KafkaClusterTestKit;

/**
 * A broker of a test's own that can go away and come back at once: clients know only a relay in front of it. While it is away,
 * connections are broken and new ones closed at once.
 */
public final class RelayedBroker implements AutoCloseable {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final ServerSocket door = new ServerSocket(0, 0, HERE);
    private final KafkaClusterTestKit kit;
    private final int brokerPort;
    private final Set<Socket> open = new HashSet<>();
    private boolean away;
    private int connectionsLeft = Integer.MAX_VALUE;
    private int turnedAway;

    private RelayedBroker() throws Exception {
        kit = KafkaBroker.startInProcess(Map.of("advertised.listeners", "EXTERNAL://" + bootstrapServers()));
        String servers = kit.bootstrapServers();
        brokerPort = Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1));
        start(this::listen);
    }

    public static RelayedBroker start() throws Exception {
        return new RelayedBroker();
    }

    /** Where clients find it. */
    public String bootstrapServers() {
        return HERE.getHostAddress() + ":" + door.getLocalPort();
    }

    /** It does not answer any more. */
    public synchronized void goAway() throws IOException {
        away = true;
        turnedAway = 0;
        for (Socket socket : List.copyOf(open)) {
            socket.close();
        }
    }

    /** It will not answer any more from the n-th new connection on, that one included. */
    public synchronized void goAwayAtConnection(int n) {
        connectionsLeft = n;
    }

    /** It answers again, with all it had. */
    public synchronized void comeBack() {
        away = false;
        connectionsLeft = Integer.MAX_VALUE;
    }

    /** Connections that were closed since it went away, 0 while it is there. */
    public synchronized int turnedAway() {
        return away ? turnedAway : 0;
    }

    private void listen() throws IOException {
        while (!door.isClosed()) {
            take(door.accept());
        }
    }

    private synchronized void take(Socket client) throws IOException {
        if (!away && --connectionsLeft == 0) {
            goAway();
        }
        if (away) {
            turnedAway++;
            client.close();
            return;
        }
        Socket broker = new Socket(HERE, brokerPort);
        open.addAll(List.of(client, broker));
        start(() -> pass(client, broker));
        start(() -> pass(broker, client));
    }

    private void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } finally {
            forget(from);
        }
    }

    private synchronized void forget(Socket socket) {
        open.remove(socket);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // A connection that is broken, on purpose or by either side, is over.
                        return;
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws Exception {
        door.close();
        goAway();
        kit.close();
    }
}
