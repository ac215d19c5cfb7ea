package dev.solera.benchmarks.learning;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.engine.ComputeDevice;
import dev.solera.ingest.IngestProperties;
import dev.solera.learning.ChosenProducts;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.command.DefinitionOverrides;
import dev.solera.standalone.train.IngestSettings;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is measured.
 *
 * @param pipeline a bundled definition's name, or a file
 * @param overrides of its keys
 * @param ingest properties of the ingest service: the source
 * @param after samples that modules have learned from when they are looked at, increasing
 * @param batches that gradients are summed up over
 * @param seeds of the definition
 */
public record AlignmentSettings(
        String pipeline,
        Map<String, String> overrides,
        Map<String, Object> ingest,
        List<Long> after,
        int batches,
        List<Long> seeds) {

    /** @throws IllegalArgumentException where a number does not fit */
    public AlignmentSettings {
        overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
        ingest = Map.copyOf(ingest);
        after = List.copyOf(after);
        seeds = List.copyOf(seeds);
        TrialSeeds.check(seeds, overrides);
        require(batches >= 2 && batches % 2 == 0, "--batches", batches, "an even number");
        for (int i = 0; i < after.size(); i++) {
            require(after.get(i) >= (i == 0 ? 0 : after.get(i - 1) + 1), "--after", after, "increasing, 0 or more");
        }
    }

    /** @throws IllegalArgumentException where a definition or the source is refused, or does not fit the numbers */
    void check() {
        for (long seed : seeds) {
            PipelineDefinition definition = greedy(seed);
            merged(seed);
            require(
                    after.stream().allMatch(samples -> samples % definition.batch() == 0),
                    "--after",
                    after,
                    "multiples of the batch, which is " + definition.batch());
            source(definition.batch());
        }
    }

    PipelineDefinition greedy(long seed) {
        return load(seed, Map.of());
    }

    /** All encoders in one module, under the last module's loss. */
    PipelineDefinition merged(long seed) {
        return load(seed, Map.of("baseline", "end-to-end"));
    }

    private PipelineDefinition load(long seed, Map<String, String> more) {
        Map<String, String> keys = new LinkedHashMap<>(overrides);
        keys.put(TrialSeeds.KEY, Long.toString(seed));
        keys.putAll(more);
        return ChosenProducts.resolve(DefinitionOverrides.load(pipeline, keys), ComputeDevice.CPU);
    }

    /** With as many steps as are learned, and batches to look at behind each. */
    IngestProperties source(int batch) {
        Map<String, Object> properties = new HashMap<>(ingest);
        properties.put("solera.ingest.steps", after.get(after.size() - 1) / batch + (long) batches * after.size());
        return IngestSettings.check(properties);
    }
}
