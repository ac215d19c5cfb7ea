package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.PipelineDefinitions;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclOperation;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Strimzi's users have the rights that {@code compose/grant-access} gives, and no more. */
class AccessChartTest {

    private static final String TOOL = "/opt/kafka/bin/kafka-acls.sh";
    /** In place of it. */
    private static final Path STAND_IN = Path.of("src/test/resources/kafka-acls");

    private static final String NOTED = "noted";
    private static final List<String> BUNDLED = PipelineDefinitions.BUNDLED;

    private static Set<String> granted;

    @BeforeAll
    static void runScript(@TempDir Path folder) throws IOException, InterruptedException {
        granted = granted(folder, "");
        assertThat(granted).contains("module-2 Read topic solera.speech-cosine.activations.1");
    }

    private static Set<String> granted(Path folder, String placement) throws IOException, InterruptedException {
        run(folder, placement);
        return rights(Files.readAllLines(folder.resolve(NOTED)));
    }

    private static void run(Path folder, String placement) throws IOException, InterruptedException {
        run(folder, "speech-cosine", placement);
    }

    private static void run(Path folder, String pipeline, String placement) throws IOException, InterruptedException {
        run(folder, pipeline, placement, "synthetic");
    }

    private static void run(Path folder, String pipeline, String placement, String source)
            throws IOException, InterruptedException {
        // given
        Path tool = folder.resolve("tool");
        Files.copy(STAND_IN, tool, StandardCopyOption.REPLACE_EXISTING);
        String script = Files.readString(Chart.REPOSITORY.resolve("compose/grant-access"));
        assertThat(script).contains(TOOL);
        Path copy = Files.writeString(folder.resolve("grant-access"), script.replace(TOOL, "bash " + tool));

        // when
        Process process = new ProcessBuilder(
                        "bash", copy.toString(), "broker:9092", "client", pipeline, placement, source)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // then
        assertThat(process.waitFor()).as(output).isZero();
    }

    @Test
    void shouldLeaveNoRightsButTheNewPlacementsWhenTheOldOneHasAsMany(@TempDir Path old, @TempDir Path fresh)
            throws Exception {
        // given
        Set<String> before = granted(old, "1-2,3,4,5,6");
        Set<String> expected = granted(fresh, "1,2-3,4,5,6");
        assertThat(before).hasSameSizeAs(expected).isNotEqualTo(expected);

        // when, then
        assertThat(granted(old, "1,2-3,4,5,6")).isEqualTo(expected);
    }

    @ParameterizedTest
    @FieldSource("BUNDLED")
    void shouldGiveRightsToAsManyModulesAsABundledDefinitionHasWhenNoPlacementIsNamed(
            String pipeline, @TempDir Path folder) throws Exception {
        // when
        run(folder, pipeline, "");

        // then
        Set<String> modules = rights(Files.readAllLines(folder.resolve(NOTED))).stream()
                .map(right -> right.split(" ")[0])
                .filter(service -> service.startsWith("module-"))
                .collect(Collectors.toSet());
        assertThat(modules).hasSize(PipelineDefinitions.load(pipeline).depth());
    }

    @Test
    void shouldTakeNothingFromOtherPipelinesWhenThePlacementChanges(@TempDir Path folder) throws Exception {
        // given
        Files.writeString(folder.resolve(NOTED), "+ module-2 READ TOPIC solera.speech.activations.1 LITERAL\n");
        granted(folder, "");

        // when, then
        assertThat(granted(folder, "1-6")).contains("module-2 Read topic solera.speech.activations.1");
    }

    @Test
    void shouldGrantNothingAgainWhenAllIsThere(@TempDir Path folder) throws Exception {
        // given
        run(folder, "1-2,3-6");
        String once = Files.readString(folder.resolve(NOTED));

        // when
        run(folder, "1-2,3-6");

        // then
        assertThat(folder.resolve(NOTED)).hasContent(once);
    }

    /** The script's users are the containers, which are called by the first of their modules. */
    @Test
    void shouldHaveTheScriptsRightsWhenModulesShareAPod(@TempDir Path folder) throws Exception {
        // when
        Set<String> expected = granted(folder, "1-3, 4,5-6");
        expected.removeIf(right -> right.startsWith("ingest ") && right.endsWith("solera.speech-cosine.*"));

        // then
        Set<String> rendered = new TreeSet<>();
        rights(new Row("placement").rendering())
                .forEach(right -> rendered.add(right.replaceFirst("^module-(\\d)-\\d", "module-$1")));
        assertThat(rendered).isEqualTo(expected);
        assertThat(rendered)
                .contains("module-1 Write topic solera.speech-cosine.activations.3")
                .noneMatch(right -> right.contains("activations.2"));
    }

    @Test
    void shouldHaveTheScriptsRightsWhenIngestCreatesTopics() {
        assertThat(rights(new Row("strimzi-tls").rendering())).isEqualTo(granted);
    }

    @Test
    void shouldLetIngestAloneReadTheTopicThatItFeedsFrom(@TempDir Path folder) throws Exception {
        Set<String> expected = new TreeSet<>(granted);
        expected.add("ingest Read topic clips");

        run(folder, "speech-cosine", "", "kafka:clips");

        assertThat(rights(Files.readAllLines(folder.resolve(NOTED)))).isEqualTo(expected);

        assertThat(rights(new Row("strimzi-stream").rendering())).isEqualTo(expected);
    }

    @Test
    void shouldTakeTheRightToReadAnEarlierTopicAwayWhenIngestFeedsFromAnother(@TempDir Path folder) throws Exception {
        // given
        Files.writeString(folder.resolve(NOTED), "+ module-2 READ TOPIC pictures LITERAL\n");
        run(folder, "speech-cosine", "", "kafka:clips");

        // when
        run(folder, "speech-cosine", "", "kafka:sensors");

        // then
        assertThat(rights(Files.readAllLines(folder.resolve(NOTED))))
                .contains("ingest Read topic sensors", "module-2 Read topic pictures")
                .doesNotContain("ingest Read topic clips");
    }

    @Test
    void shouldHaveLessRightsWhenStrimziCreatesTopics() {
        Set<String> expected = new TreeSet<>(granted);
        expected.removeIf(right -> right.startsWith("ingest ") && right.endsWith("solera.speech-cosine.*"));

        assertThat(expected).hasSizeLessThan(granted.size());
        assertThat(rights(new Row("strimzi").rendering())).isEqualTo(expected);
    }

    @Test
    void shouldLetAModuleReadTheOneUpstreamAndWriteItsOwnWhenThereAreTwelve() {
        Set<String> rights = rights(new Row("twelve-modules").rendering());

        assertThat(rights)
                .filteredOn(right -> right.startsWith("module-12 "))
                .containsExactly(
                        "module-12 Delete topic solera.twelve.activations.11",
                        "module-12 Read topic solera.twelve.activations.11",
                        "module-12 Read topic solera.twelve.control",
                        "module-12 Read topic solera.twelve.positions",
                        "module-12 Write topic solera.twelve.activations.11.dlt",
                        "module-12 Write topic solera.twelve.activations.12",
                        "module-12 Write topic solera.twelve.parameters.12",
                        "module-12 Write topic solera.twelve.positions",
                        "module-12 Write topic solera.twelve.telemetry");
        assertThat(rights)
                .filteredOn(right -> right.endsWith(".activations.12"))
                .hasSize(2);
    }

    /** A module's parameters are read by the gateway and the probe and nobody else, and written by the module alone. */
    @Test
    void shouldLetTheGatewayAndTheProbeReadParametersAndAModuleWriteItsOwn(@TempDir Path folder) throws Exception {
        assertThat(granted(folder, "1-2,3-6"))
                .filteredOn(right -> right.contains(".parameters."))
                .containsExactly(
                        "gateway Read topic solera.speech-cosine.parameters.*",
                        "module-1 Write topic solera.speech-cosine.parameters.1",
                        "module-1 Write topic solera.speech-cosine.parameters.2",
                        "module-3 Write topic solera.speech-cosine.parameters.3",
                        "module-3 Write topic solera.speech-cosine.parameters.4",
                        "module-3 Write topic solera.speech-cosine.parameters.5",
                        "module-3 Write topic solera.speech-cosine.parameters.6",
                        "probe Read topic solera.speech-cosine.parameters.*");
    }

    @Test
    void shouldLetTheGatewayCommandAndReadWhatItShows() {
        assertThat(granted)
                .filteredOn(right -> right.startsWith("gateway "))
                .containsExactly(
                        "gateway Describe cluster",
                        "gateway Describe topic solera.speech-cosine.*",
                        "gateway Read topic solera.speech-cosine.activations.0",
                        "gateway Read topic solera.speech-cosine.control",
                        "gateway Read topic solera.speech-cosine.parameters.*",
                        "gateway Read topic solera.speech-cosine.positions",
                        "gateway Read topic solera.speech-cosine.telemetry",
                        "gateway Write topic solera.speech-cosine.control");
        assertThat(granted)
                .filteredOn(right -> right.endsWith(".control") && right.startsWith("module-1 "))
                .containsExactly("module-1 Read topic solera.speech-cosine.control");
    }

    /** What is left of all that was granted and taken away, in the order of the lines. */
    private static Set<String> rights(List<String> noted) {
        Set<String> rights = new TreeSet<>();
        for (String line : noted) {
            String[] words = line.split(" ");
            String resource = words[3].equals("CLUSTER")
                    ? "cluster"
                    : "topic " + words[4] + (words[5].equals("PREFIXED") ? "*" : "");
            String right = words[1] + " " + AclOperation.valueOf(words[2]).toValue() + " " + resource;
            if (words[0].equals("+")) {
                rights.add(right);
            } else {
                rights.remove(right);
            }
        }
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
