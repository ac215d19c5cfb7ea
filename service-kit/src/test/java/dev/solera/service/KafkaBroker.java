package dev.solera.service;

import java.util.Map;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One Kafka broker (KRaft, in this process) for all tests of a JVM. A test class that is extended with it gets its address
 * as a constructor parameter of this type.
 */
public final class KafkaBroker implements ParameterResolver {

    private static final Map<String, String> ONE_NODE = Map.of(
            "offsets.topic.replication.factor", "1",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "group.initial.rebalance.delay.ms", "0");

    /**
     * Where the broker is.
     *
     * @param bootstrapServers host and port
     */
    public record Address(String bootstrapServers) {}

    private record Running(KafkaClusterTestKit kit) implements AutoCloseable {

        @Override
        public void close() throws Exception {
            kit.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Address.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Store store = context.getRoot().getStore(Namespace.create(KafkaBroker.class));
        Running running = store.computeIfAbsent(Running.class, type -> start(), Running.class);
        return new Address(running.kit().bootstrapServers());
    }

    private static Running start() {
        var nodes = new TestKitNodes.Builder()
                .setCombined(true)
                .setNumControllerNodes(1)
                .setNumBrokerNodes(1)
                .build();
        var builder = new KafkaClusterTestKit.Builder(nodes);
        ONE_NODE.forEach(builder::setConfigProp);
        try {
            KafkaClusterTestKit kit = builder.build();
            kit.format();
            kit.startup();
            kit.waitForReadyBrokers();
            return new Running(kit);
        } catch (Exception e) {
            throw new IllegalStateException("broker cannot be started", e);
        }
    }
}
