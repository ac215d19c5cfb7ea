package dev.solera.ingest;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.service.KafkaBroker;
import dev.solera.service.lifecycle.Lifecycle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A topic on a cluster that encrypts with a certificate of its own authority, asks for a login, and lets it read that topic alone;
 * the pipeline's own broker does none of that.
 */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class SecuredSourceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static OwnAuthority authority;
    private static KafkaClusterTestKit cluster;

    private final String brokers;

    @TempDir
    private Path folder;

    SecuredSourceTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @BeforeAll
    static void startCluster(@TempDir Path secrets) throws Exception {
        authority = OwnAuthority.make(secrets);
        cluster = KafkaBroker.startInProcess(Map.ofEntries(
                entry("listener.security.protocol.map", "EXTERNAL:SASL_SSL,CONTROLLER:PLAINTEXT"),
                entry("sasl.enabled.mechanisms", "PLAIN"),
                entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
                entry(
                        "listener.name.external.plain.sasl.jaas.config",
                        login("admin") + " user_admin=\"of admin\" user_ingest=\"of ingest\";"),
                entry("ssl.keystore.type", "PKCS12"),
                entry("ssl.keystore.location", authority.keyStore().toString()),
                entry("ssl.keystore.password", OwnAuthority.PASSWORD),
                entry("ssl.truststore.type", "PEM"),
                entry("ssl.truststore.certificates", authority.certificate()),
                entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                entry("super.users", "User:admin;User:ANONYMOUS")));
        TestTopics topics = new TestTopics(cluster.bootstrapServers(), connection("admin"));
        for (String name : List.of("clips", "payroll")) {
            topics.create(name, 1);
            topics.produce(name, 1, 0, 8);
        }
        try (Admin admin = Admin.create(connection("admin"))) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.TOPIC, "clips", PatternType.LITERAL),
                            new AccessControlEntry("User:ingest", "*", AclOperation.READ, AclPermissionType.ALLOW))))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stopCluster() throws Exception {
        cluster.close();
    }

    private static String login(String user) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"of %s\""
                .formatted(user, user);
    }

    private static Map<String, Object> connection(String user) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                cluster.bootstrapServers(),
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login(user) + ";",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.certificates",
                authority.certificate()));
    }

    @Test
    void shouldFeedWhenItTrustsTheAuthorityAndMayReadThatTopicAlone() throws Exception {
        try (var service = start("trusting", "clips", connection("ingest"))) {
            assertThat(TestIngest.consumeAll(service, Integer.MAX_VALUE)).hasSize(8);
            assertThat(service.getBean(Ingest.class).completion().join()).containsEntry("recordings", 8L);
        }
    }

    @Test
    void shouldFailInASentenceWhenItMayNotReadTheTopic() throws Exception {
        assertFails("curious", "payroll", connection("ingest"), "TopicAuthorizationException");
    }

    @Test
    void shouldFailInASentenceWhenThePasswordIsWrong() throws Exception {
        Map<String, Object> connection = connection("ingest");
        connection.put("sasl.jaas.config", login("ingest").replace("of ingest", "of nobody") + ";");

        assertFails("stranger", "clips", connection, "SaslAuthenticationException");
    }

    @Test
    void shouldFailInASentenceWhenItDoesNotTrustTheAuthority() throws Exception {
        Map<String, Object> connection = connection("ingest");
        connection.keySet().removeIf(key -> key.startsWith("ssl."));

        assertFails("careful", "clips", connection, "unable to find valid certification path");
    }

    private void assertFails(String pipeline, String topic, Map<String, Object> connection, String cause)
            throws Exception {
        try (var service = start(pipeline, topic, connection)) {
            assertThat(service.getBean(Ingest.class).completion())
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining(
                            "topic %s on %s cannot be read: ".formatted(topic, cluster.bootstrapServers()))
                    .withMessageContaining(cause)
                    .withMessageContaining("allowed: a topic that this service has the right to read");
            assertThat(service.getBean(Lifecycle.class).state()).isEqualTo(Lifecycle.State.FAILED);
        }
    }

    private ConfigurableApplicationContext start(String pipeline, String topic, Map<String, Object> connection)
            throws Exception {
        List<String> settings = new ArrayList<>(List.of("until=end", "shuffle=4"));
        connection.forEach((key, value) -> settings.add("kafka.%s=%s".formatted(key, value)));
        return new TestTopics(brokers)
                .start(folder, new TestIngest.Setup(pipeline, 1), topic, List.of(), settings.toArray(String[]::new));
    }
}
