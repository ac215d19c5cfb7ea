package dev.solera.service.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {

    private static final String METER = "process.resident.memory";

    @TempDir
    private Path folder;

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void shouldShowBytesWhenTheKernelTellsKilobytes() throws IOException {
        // given
        Path status = Files.writeString(folder.resolve("status"), "VmHWM:\t    9000 kB\nVmRSS:\t    1234 kB\n");

        // when
        new ProcessMemory(status).bindTo(meters);

        // then
        assertThat(meters.get(METER).gauge().value()).isEqualTo(1234 * 1024.0);
    }

    @Test
    void shouldShowNothingWhenThereIsNoSuchFile() {
        new ProcessMemory(folder.resolve("none")).bindTo(meters);

        assertThat(meters.find(METER).gauge()).isNull();
    }
}
