package dev.solera.benchmarks.device;

import dev.solera.engine.ComputeDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The memory of a GPU that is in use, by whomever, as NVIDIA's driver tells it. */
final class DeviceMemory {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceMemory.class);

    private DeviceMemory() {}

    /** MiB; empty of processors, and where the driver's program is not there or says something else. */
    static OptionalLong used(ComputeDevice device) {
        if (!device.isGpu()) {
            return OptionalLong.empty();
        }
        List<String> command = List.of(
                "nvidia-smi", "--id=" + device.gpu(), "--query-gpu=memory.used", "--format=csv,noheader,nounits");
        try {
            Process process = new ProcessBuilder(command).start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return OptionalLong.of(Long.parseLong(answer));
        } catch (IOException | NumberFormatException e) {
            LOG.warn("memory not read command=\"{}\" cause=\"{}\"", String.join(" ", command), e.getMessage());
            return OptionalLong.empty();
        }
    }
}
