package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Of the containers of {@code docker-compose.yml}, compose starts those that a placement of the six modules needs. */
class ComposePlacementTest {

    private static final int MODULES = 6;
    private static final List<String> BUNDLED = PipelineDefinitions.BUNDLED;

    private final JsonNode compose = Yaml.read(Chart.REPOSITORY.resolve("docker-compose.yml"));

    @Test
    void shouldStartOneContainerAServiceWhateverThePlacement() {
        // given every way to cut six modules: a bit of the number says whether there is a cut behind a module
        for (int cuts = 0; cuts < 1 << MODULES - 1; cuts++) {
            Placement placement = placement(cuts);

            // when, then
            assertThat(started(placement.toString()))
                    .as("placement %s", placement)
                    .containsExactlyElementsOf(placement.services().stream()
                            .map(modules -> "module-" + modules.first())
                            .toList());
        }
    }

    @ParameterizedTest
    @FieldSource("BUNDLED")
    void shouldStartOneContainerAModuleWhenABundledDefinitionIsAllThatIsNamed(String pipeline) {
        // given
        int depth = PipelineDefinitions.load(pipeline).depth();

        // when, then
        assertThat(started(pipeline))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, depth)
                        .mapToObj(number -> "module-" + number)
                        .toList());
    }

    @Test
    void shouldTellEveryContainerTheFirstOfItsModulesAndThePlacement() {
        for (int number = 1; number <= MODULES; number++) {
            JsonNode environment = service("module-" + number).path("environment");

            assertThat(environment.path("SOLERA_MODULE_NUMBER").asInt()).isEqualTo(number);
        }
        assertThat(compose.path("x-environment").path("SOLERA_PLACEMENT").asText())
                .isEqualTo("${SOLERA_PLACEMENT}");
    }

    /** Of several builds under one name all but the last stay behind without one. */
    @Test
    void shouldBuildTheImageOfModulesOnceForTheContainerThatEveryPlacementHas() {
        assertThat(service("module-1").at("/build/args/SERVICE").asText()).isEqualTo("module-service");
        assertThat(compose.path("x-module").has("build")).isFalse();
        assertThat(compose.path("x-further-module").has("build")).isFalse();
        assertThat(compose.path("x-further-module").path("pull_policy").asText())
                .isEqualTo("never");
        for (int number = 2; number <= MODULES; number++) {
            assertThat(service("module-" + number).path("<<").asText()).isEqualTo("further-module");
            assertThat(service("module-" + number).has("build")).isFalse();
        }
    }

    @Test
    void shouldTakeItsProfilesFromThePlacementOrElseFromTheDefinition() throws IOException {
        assertThat(Files.readAllLines(Chart.REPOSITORY.resolve(".env")))
                .contains("SOLERA_PLACEMENT=", "COMPOSE_PROFILES=${SOLERA_PLACEMENT:-${SOLERA_PIPELINE}}");
    }

    private static Placement placement(int cuts) {
        StringBuilder text = new StringBuilder();
        int first = 1;
        for (int last = 1; last <= MODULES; last++) {
            if (last == MODULES || (cuts >> last - 1 & 1) == 1) {
                text.append(text.isEmpty() ? "" : ",").append(new ModuleRange(first, last));
                first = last + 1;
            }
        }
        return Placement.parse(text);
    }

    /** Containers of modules that compose starts with a list of profiles. */
    private List<String> started(String profiles) {
        Set<String> active = Set.of(profiles.split(","));
        return IntStream.rangeClosed(1, MODULES)
                .mapToObj(number -> "module-" + number)
                .filter(name -> profiles(name).stream().anyMatch(active::contains))
                .toList();
    }

    private List<String> profiles(String name) {
        return StreamSupport.stream(service(name).path("profiles").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private JsonNode service(String name) {
        return compose.path("services").path(name);
    }
}
