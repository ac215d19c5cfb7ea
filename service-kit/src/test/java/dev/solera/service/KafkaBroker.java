package dev.solera.service;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One Kafka broker (KRaft) for all tests of a JVM: in this process, or for classes that are {@link InContainer} the public
 * image in a container. A test class that is extended with it gets its address as a constructor parameter of this type. What comes
 * through a broker may take long on a busy machine, so that these classes wait for a minute where they say nothing else.
 */
public final class KafkaBroker implements ParameterResolver, ExecutionCondition {

    private static final Map<String, String> ONE_NODE = Map.of(
            "offsets.topic.replication.factor", "1",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "group.initial.rebalance.delay.ms", "0");

    static {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    /**
     * Where the broker is.
     *
     * @param bootstrapServers host and port
     */
    public record Address(String bootstrapServers) {}

    /** A test class that wants the public image, and is skipped where that cannot be had. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface InContainer {}

    private record InProcess(KafkaClusterTestKit kit) implements AutoCloseable {

        Address address() {
            return new Address(kit.bootstrapServers());
        }

        @Override
        public void close() throws Exception {
            kit.close();
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        try {
            return wantsContainer(context)
                    ? ContainerBroker.hindrance()
                            .map(ConditionEvaluationResult::disabled)
                            .orElse(ConditionEvaluationResult.enabled("there is a Docker engine and the image"))
                    : ConditionEvaluationResult.enabled("the broker is in this process");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ConditionEvaluationResult.disabled("interrupted");
        }
    }

    private static boolean wantsContainer(ExtensionContext context) {
        return context.getRequiredTestClass().isAnnotationPresent(InContainer.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Address.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Store store = context.getRoot().getStore(Namespace.create(KafkaBroker.class));
        return wantsContainer(context)
                ? store.computeIfAbsent(ContainerBroker.class, type -> new ContainerBroker(), ContainerBroker.class)
                        .address()
                : store.computeIfAbsent(InProcess.class, type -> start(), InProcess.class)
                        .address();
    }

    private static InProcess start() {
        try {
            return new InProcess(startInProcess());
        } catch (Exception e) {
            throw new IllegalStateException("broker cannot be started", e);
        }
    }

    /** A broker in this process that is the caller's alone, and that it may stop. */
    public static KafkaClusterTestKit startInProcess() throws Exception {
        return startInProcess(Map.of());
    }

    /** @param more settings of the broker */
    public static KafkaClusterTestKit startInProcess(Map<String, String> more) throws Exception {
        var nodes = new TestKitNodes.Builder()
                .setCombined(true)
                .setNumControllerNodes(1)
                .setNumBrokerNodes(1)
                .build();
        var builder = new KafkaClusterTestKit.Builder(nodes);
        ONE_NODE.forEach(builder::setConfigProp);
        more.forEach(builder::setConfigProp);
        KafkaClusterTestKit kit = builder.build();
        kit.format();
        kit.startup();
        kit.waitForReadyBrokers();
        return kit;
    }
}
