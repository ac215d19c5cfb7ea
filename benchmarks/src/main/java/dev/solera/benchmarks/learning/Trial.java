package dev.solera.benchmarks.learning;

import dev.solera.engine.ComputeDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One network that is trained and asked.
 *
 * @param variant what is changed
 * @param seed of the definition
 * @param task what its process is told
 */
record Trial(Variant variant, long seed, Task task) {

    /**
     * @param phases definitions as YAML, each trained from what the one before came to
     * @param slowed a module that does not keep up in any of them
     * @param gpu that all modules are computed on; empty for processors
     * @param ingest properties of the ingest service, in every phase
     */
    record Task(List<String> phases, Optional<Slowed> slowed, Optional<String> gpu, Map<String, String> ingest) {

        Task {
            phases = List.copyOf(phases);
            ingest = Map.copyOf(ingest);
        }

        ComputeDevice device() {
            return gpu.map(name -> ComputeDevice.parse("gpu", name)).orElse(ComputeDevice.CPU);
        }
    }

    private Path file(Path folder, String ending) {
        return folder.resolve("%s-seed-%d.%s".formatted(variant.fileName(), seed, ending));
    }

    Path taskFile(Path folder) {
        return file(folder, "task.json");
    }

    Path resultFile(Path folder) {
        return file(folder, "json");
    }

    Path log(Path folder) {
        return file(folder, "log");
    }
}
