package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclOperation;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strimzi's users have the rights that {@code compose/grant-access} gives, and no more. */
class AccessChartTest {

    private static final String TOOL = "/opt/kafka/bin/kafka-acls.sh";
    /** In place of Kafka's tool: notes what is granted, and says afterwards that enough is there. */
    private static final String NOTING = """
        #!/usr/bin/env bash
        case " $* " in
            *" --list "*) [[ ! -e %1$s ]] || for ((i = 0; i < 1000; i++)); do echo principal=User:x; done ;;
            *) echo "$*" >>%1$s ;;
        esac
        """;

    private static Set<String> granted;

    @BeforeAll
    static void runScript(@TempDir Path folder) throws IOException, InterruptedException {
        granted = granted(folder, "");
        assertThat(granted).contains("module-2 Read topic solera.speech-small.activations.1");
    }

    private static Set<String> granted(Path folder, String placement) throws IOException, InterruptedException {
        // given
        Path noted = folder.resolve("noted");
        Path tool = Files.writeString(folder.resolve("tool"), NOTING.formatted(noted));
        String script = Files.readString(Chart.REPOSITORY.resolve("compose/grant-access"));
        assertThat(script).contains(TOOL);
        Path copy = Files.writeString(folder.resolve("grant-access"), script.replace(TOOL, "bash " + tool));

        // when
        Process process = new ProcessBuilder(
                        "bash", copy.toString(), "broker:9092", "client", "speech-small", placement)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // then
        assertThat(process.waitFor()).as(output).isZero();
        Set<String> all = new TreeSet<>();
        Files.readAllLines(noted).forEach(line -> all.addAll(rights(line)));
        return all;
    }

    /** The script's users are the containers, which are called by the first of their modules. */
    @Test
    void shouldHaveTheScriptsRightsWhenModulesShareAPod(@TempDir Path folder) throws Exception {
        // when
        Set<String> expected = granted(folder, "1-3, 4,5-6");
        expected.removeIf(right -> right.startsWith("ingest ") && right.endsWith("solera.speech-small.*"));

        // then
        Set<String> rendered = new TreeSet<>();
        rights(new Row("placement").rendering())
                .forEach(right -> rendered.add(right.replaceFirst("^module-(\\d)-\\d", "module-$1")));
        assertThat(rendered).isEqualTo(expected);
        assertThat(rendered)
                .contains("module-1 Write topic solera.speech-small.activations.3")
                .noneMatch(right -> right.contains("activations.2"));
    }

    @Test
    void shouldHaveTheScriptsRightsWhenIngestCreatesTopics() {
        assertThat(rights(new Row("strimzi-tls").rendering())).isEqualTo(granted);
    }

    @Test
    void shouldHaveLessRightsWhenStrimziCreatesTopics() {
        Set<String> expected = new TreeSet<>(granted);
        expected.removeIf(right -> right.startsWith("ingest ") && right.endsWith("solera.speech-small.*"));

        assertThat(expected).hasSizeLessThan(granted.size());
        assertThat(rights(new Row("strimzi").rendering())).isEqualTo(expected);
    }

    @Test
    void shouldLetAModuleReadTheOneBelowAndWriteItsOwnWhenThereAreTwelve() {
        Set<String> rights = rights(new Row("twelve-modules").rendering());

        assertThat(rights)
                .filteredOn(right -> right.startsWith("module-12 "))
                .containsExactly(
                        "module-12 Delete topic solera.twelve.activations.11",
                        "module-12 Read topic solera.twelve.activations.11",
                        "module-12 Read topic solera.twelve.positions",
                        "module-12 Read topic solera.twelve.telemetry",
                        "module-12 Write topic solera.twelve.activations.11.dlt",
                        "module-12 Write topic solera.twelve.activations.12",
                        "module-12 Write topic solera.twelve.positions",
                        "module-12 Write topic solera.twelve.telemetry");
        assertThat(rights)
                .filteredOn(right -> right.endsWith(".activations.12"))
                .hasSize(2);
    }

    /** What one call of Kafka's tool grants: everyone everything. */
    private static Set<String> rights(String line) {
        List<String> users = new ArrayList<>();
        List<String> operations = new ArrayList<>();
        List<String> resources = new ArrayList<>();
        boolean prefixed = false;
        String[] words = line.split(" ");
        for (int i = 0; i < words.length; i++) {
            switch (words[i]) {
                case "--allow-principal" -> users.add(words[++i].substring("User:".length()));
                case "--operation" -> operations.add(words[++i]);
                case "--cluster" -> resources.add("cluster");
                case "--resource-pattern-type" -> prefixed = words[++i].equals("prefixed");
                case "--topic" -> resources.add("topic " + words[++i] + (prefixed ? "*" : ""));
                case "--bootstrap-server", "--command-config" -> i++;
                case "--add", "--force" -> {}
                default -> throw new IllegalArgumentException(words[i] + " is no option that is known here: " + line);
            }
        }
        Set<String> rights = new TreeSet<>();
        users.forEach(user -> operations.forEach(
                operation -> resources.forEach(resource -> rights.add(user + " " + operation + " " + resource))));
        return rights;
    }

    private static Set<String> rights(Rendering rendering) {
        Set<String> rights = new TreeSet<>();
        for (KafkaUser user : rendering.all(KafkaUser.class)) {
            String name = user.getMetadata().getName().substring((Chart.RELEASE + "-solera-").length());
            for (AclRule rule : ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization()).getAcls()) {
                for (AclOperation operation : rule.getOperations()) {
                    rights.add(name + " " + operation.toValue() + " " + resource(rule));
                }
            }
        }
        return rights;
    }

    private static String resource(AclRule rule) {
        return rule.getResource() instanceof AclRuleTopicResource topic
                ? "topic " + topic.getName() + (topic.getPatternType().toValue().equals("prefix") ? "*" : "")
                : rule.getResource().getType();
    }
}
