package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code compose.gpu.yml} adds to the containers of modules. */
class ComposeGpuTest {

    private static final String MODULE = "module-";

    private final JsonNode compose = Yaml.read(Chart.REPOSITORY.resolve("docker-compose.yml"));
    private final JsonNode overlay = Yaml.read(Chart.REPOSITORY.resolve("compose.gpu.yml"));

    @Test
    void shouldGiveEveryContainerOfModulesTheGpusAndNoOther() {
        List<String> modules =
                names(compose).stream().filter(name -> name.startsWith(MODULE)).toList();

        assertThat(names(overlay)).containsExactlyElementsOf(modules);
        assertThat(modules).hasSize(6);
        overlay.path("services").forEach(service -> assertThat(service.asText()).isEqualTo("gpu"));
        JsonNode device = overlay.at("/x-gpu/deploy/resources/reservations/devices/0");
        assertThat(device.path("driver").asText()).isEqualTo("nvidia");
        assertThat(device.path("capabilities").path(0).asText()).isEqualTo("gpu");
    }

    @Test
    void shouldNameTheLibtorchThatTheEngineIsBuiltFor() throws IOException {
        String pom = Files.readString(Chart.REPOSITORY.resolve("pom.xml"));

        assertThat(pom)
                .contains("<libtorch.version>"
                        + overlay.at("/x-gpu/environment/PYTORCH_VERSION").asText() + "</libtorch.version>");
    }

    @Test
    void shouldComputeOnProcessorsUnlessADeviceIsNamed() throws IOException {
        assertThat(compose.at("/x-module-environment/SOLERA_MODULE_DEVICE").asText())
                .isEqualTo("${SOLERA_DEVICE:-cpu}");
        assertThat(Files.readAllLines(Chart.REPOSITORY.resolve(".env")))
                .contains("SOLERA_DEVICE=cpu", "SOLERA_LIBTORCH=");
    }

    private static List<String> names(JsonNode file) {
        List<String> names = new ArrayList<>();
        file.path("services").fieldNames().forEachRemaining(names::add);
        return names;
    }
}
