package dev.solera.standalone.broker;

import dev.solera.standalone.lock.FolderLock;
import dev.solera.standalone.port.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's own server in this process: one node that is both broker and KRaft controller, on a data folder, reachable from
 * this machine only. Starting again on the same folder finds the topics and records of the time before.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    /** A port that is free. */
    public static final int ANY_PORT = 0;

    /** Somebody else may take a free port between looking and listening. */
    private static final int ATTEMPTS = 3;

    /** The same for every folder, so that one formatted earlier is known again. */
    private static final Uuid CLUSTER = new Uuid(0x736F6C657261L, 1);

    /** For a server that cannot go on to stop what still runs of it. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(10);

    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private final FolderLock lock;
    private final BrokerDeath death;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers, FolderLock lock, BrokerDeath death) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
        this.lock = lock;
        this.death = death;
    }

    /**
     * Starts on free ports of 127.0.0.1 and returns when clients are served.
     *
     * @param data folder of the records; created and formatted where it is new
     * @throws dev.solera.standalone.lock.FolderInUseException where another broker runs on the folder
     * @throws BrokerStartException where the folder cannot be used or the server does not start
     */
    public static EmbeddedBroker start(Path data) {
        return start(data, ANY_PORT);
    }

    /**
     * Starts on a port of 127.0.0.1 and returns when clients are served.
     *
     * @param data folder of the records; created and formatted where it is new
     * @param port for clients, {@link #ANY_PORT} for a free one
     * @throws dev.solera.standalone.lock.FolderInUseException where another broker runs on the folder
     * @throws BrokerStartException where the folder or the port cannot be used, or the server does not start
     */
    public static EmbeddedBroker start(Path data, int port) {
        FolderLock lock = lock(data);
        try {
            format(data);
            return start(data, port, lock);
        } catch (RuntimeException e) {
            try (lock) {
                throw e;
            }
        }
    }

    private static EmbeddedBroker start(Path data, int port, FolderLock lock) {
        Throwable last = new IllegalStateException("not tried");
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<Integer> free = FreePort.any(2);
            int client = port == ANY_PORT ? free.get(0) : port;
            KafkaConfig config = new KafkaConfig(BrokerSettings.of(data, client, free.get(1)), false);
            KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
            BrokerDeath death = BrokerDeath.watch();
            try {
                startUp(server, death);
                LOG.info("broker started folder={} port={}", data, client);
                return new EmbeddedBroker(server, "127.0.0.1:" + client, lock, death);
            } catch (RuntimeException e) {
                LOG.warn("broker did not start attempt={} port={}", attempt, client, e);
                shutDown(server);
                death.close();
                last = e;
            }
        }
        throw new BrokerStartException("the broker did not start on " + data + ": " + last.getMessage(), last);
    }

    /** Kafka waits for ever for those of its threads that died while it started. */
    private static void startUp(KafkaRaftServer server, BrokerDeath death) {
        CompletableFuture<String> started = new CompletableFuture<>();
        Thread starter = new Thread(
                () -> {
                    try {
                        server.startup();
                        started.complete("");
                    } catch (Throwable e) {
                        started.completeExceptionally(e);
                    }
                },
                "broker-start");
        starter.setDaemon(true);
        starter.start();
        try {
            CompletableFuture.anyOf(started, death.cause()).join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
        if (death.cause().isDone()) {
            throw new IllegalStateException(death.cause().join());
        }
    }

    private static FolderLock lock(Path data) {
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new BrokerStartException("the broker's folder " + data + " cannot be made: " + e, e);
        }
        return FolderLock.acquire("the broker's folder", data);
    }

    /** Where clients connect: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Done with the cause, in one sentence, when the server cannot go on: its disk is full, or its data is gone. */
    public CompletableFuture<String> death() {
        return death.cause();
    }

    /** Stops the server; the folder stays as it is. */
    @Override
    public void close() {
        try (lock;
                death) {
            if (death.cause().isDone()) {
                shutDown(server);
            } else {
                server.shutdown();
                server.awaitShutdown();
            }
            LOG.info("broker stopped");
        }
    }

    /** One that did not start or has died may lack a thread that the others wait for. */
    private static void shutDown(KafkaRaftServer server) {
        Thread closing = new Thread(server::shutdown, "broker-closing");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(LAST_PATIENCE.toMillis());
            if (closing.isAlive()) {
                LOG.warn("broker not stopped after={}", LAST_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void format(Path data) {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setClusterId(CLUSTER.toString())
                    .setNodeId(BrokerSettings.NODE_ID)
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(data.toString())
                    .setDirectories(List.of(data.toString()))
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) {
            throw new BrokerStartException("the broker's folder " + data + " cannot be formatted: " + e, e);
        }
    }
}
