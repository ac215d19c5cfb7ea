package dev.solera.benchmarks.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CircumstancesTest {

    @Test
    void shouldTellCommandMachineLoadAndVersions() throws IOException {
        // when
        Circumstances now = Circumstances.now("benchmarks/run --rounds 2");

        // then
        assertThat(now.lines()).hasSize(5).contains("- Command: `benchmarks/run --rounds 2`");
        assertThat(now.lines().get(1))
                .matches("- Machine: .+, \\d+ processors \\(.+\\), \\d+\\.\\d GiB, Linux .+")
                .doesNotContain("unknown,");
        assertThat(now.lines().get(2)).matches("- Load average before: \\d+\\.\\d\\d");
        assertThat(now.lines().get(3)).matches("- Versions: Java \\d+.*, Kafka \\d+\\.\\d+\\.\\d+");
    }
}
