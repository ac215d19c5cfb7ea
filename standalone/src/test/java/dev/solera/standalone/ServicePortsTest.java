package dev.solera.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What services answer on when each is a process of its own. */
class ServicePortsTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void shouldListenOnPortsOfTheirOwnWhenServicesShareAHost() throws IOException {
        // given
        List<URL> services = Collections.list(getClass().getClassLoader().getResources("application.yaml"));

        // when
        List<Integer> ports = new ArrayList<>();
        for (URL service : services) {
            try (InputStream in = service.openStream()) {
                ports.add(YAML.readTree(in).at("/server/port").asInt(0));
            }
        }

        // then ingest, module, probe and gateway
        assertThat(ports)
                .hasSize(4)
                .doesNotHaveDuplicates()
                .contains(8080, 8083)
                .doesNotContain(0);
    }
}
