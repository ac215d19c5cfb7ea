package dev.solera.standalone.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings of a single-node Kafka server that shares a small machine with training: few threads, small buffers where
 * they are not for records, deleted records gone from disk within seconds.
 */
final class BrokerSettings {

    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    /** The largest record that any topic may ask for; a topic's own {@code max.message.bytes} is what it gets. */
    private static final int LARGEST_RECORD_BYTES = 512 << 20;

    /** Kafka asks for 100 KiB, so that a record of megabytes would go in dozens of pieces. */
    private static final int AS_THE_SYSTEM_SIZES_IT = -1;

    private BrokerSettings() {}

    static Map<String, Object> of(Path data, int clientPort, int controllerPort) {
        Map<String, Object> settings = new HashMap<>();
        settings.putAll(node(data, clientPort, controllerPort));
        settings.putAll(smallMachine());
        settings.putAll(largeRecords());
        settings.putAll(promptDeletion());
        settings.putAll(singleReplica());
        return settings;
    }

    private static Map<String, Object> node(Path data, int clientPort, int controllerPort) {
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                NODE_ID,
                "log.dirs",
                data.toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d".formatted(clientPort, CONTROLLER_LISTENER, controllerPort),
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + clientPort,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,%s:PLAINTEXT".formatted(CONTROLLER_LISTENER),
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "controller.quorum.voters",
                "%d@127.0.0.1:%d".formatted(NODE_ID, controllerPort),
                "controlled.shutdown.enable",
                false,
                "auto.create.topics.enable",
                false);
    }

    private static Map<String, Object> smallMachine() {
        return Map.of(
                "num.network.threads",
                2,
                "num.io.threads",
                2,
                "background.threads",
                1,
                "num.recovery.threads.per.data.dir",
                1,
                "log.cleaner.dedupe.buffer.size",
                2L << 20,
                "log.index.size.max.bytes",
                1 << 20,
                "metric.reporters",
                "",
                "metadata.max.idle.interval.ms",
                5000,
                "group.initial.rebalance.delay.ms",
                0);
    }

    private static Map<String, Object> largeRecords() {
        return Map.of(
                "message.max.bytes", LARGEST_RECORD_BYTES,
                "socket.request.max.bytes", LARGEST_RECORD_BYTES + (1 << 20),
                "socket.send.buffer.bytes", AS_THE_SYSTEM_SIZES_IT,
                "socket.receive.buffer.bytes", AS_THE_SYSTEM_SIZES_IT);
    }

    private static Map<String, Object> promptDeletion() {
        return Map.of(
                "log.segment.bytes", LARGEST_RECORD_BYTES,
                "log.segment.delete.delay.ms", 100L,
                "log.initial.task.delay.ms", 1000L,
                "log.retention.check.interval.ms", 5000L);
    }

    private static Map<String, Object> singleReplica() {
        return Map.of(
                "offsets.topic.num.partitions",
                1,
                "offsets.topic.replication.factor",
                (short) 1,
                "transaction.state.log.num.partitions",
                1,
                "transaction.state.log.replication.factor",
                (short) 1,
                "transaction.state.log.min.isr",
                1,
                "share.coordinator.state.topic.num.partitions",
                1,
                "share.coordinator.state.topic.replication.factor",
                (short) 1,
                "share.coordinator.state.topic.min.isr",
                (short) 1);
    }
}
