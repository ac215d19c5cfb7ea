package dev.solera.benchmarks.learning;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.engine.ComputeDevice;
import dev.solera.learning.ChosenProducts;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.command.DefinitionOverrides;
import dev.solera.standalone.train.IngestSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What is measured.
 *
 * @param pipeline a bundled definition's name, or a file
 * @param overrides of its keys, in every trial
 * @param variants the definition as it is, and others
 * @param device that all modules of a trial are computed on
 * @param ingest properties of the ingest service: the source, its labels, the evaluation pass
 * @param samples that every module learns from
 * @param seeds of the definition, one trial each
 * @param processes that learn at a time
 * @param folder of trials; those that are there already are not repeated
 */
public record LearningSettings(
        String pipeline,
        Map<String, String> overrides,
        List<Variant> variants,
        ComputeDevice device,
        Map<String, Object> ingest,
        long samples,
        List<Long> seeds,
        int processes,
        Path folder) {

    public LearningSettings {
        overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
        ingest = Map.copyOf(ingest);
        seeds = List.copyOf(seeds);
        variants = List.copyOf(variants);
        require(processes >= 1, "--processes", processes, "1 or more");
        require(samples >= 1, "--samples", samples, "1 or more");
        TrialSeeds.check(seeds, overrides);
        Set<String> names = new HashSet<>();
        for (Variant variant : variants) {
            require(names.add(variant.fileName()), "--vary", variant.text(), "each once");
            require(
                    !variant.overrides().containsKey(TrialSeeds.KEY),
                    "--vary",
                    variant.text(),
                    "other keys than %s, which is of --seeds".formatted(TrialSeeds.KEY));
        }
    }

    /**
     * @param varied texts of the variants, see {@link Variant#parse}
     * @throws IllegalArgumentException where a definition is refused, there is no such device, or a number does not fit
     */
    public static LearningSettings of(
            String pipeline,
            Map<String, String> overrides,
            List<String> varied,
            ComputeDevice device,
            Map<String, Object> ingest,
            long samples,
            List<Long> seeds,
            int processes,
            Path folder) {
        List<Variant> variants = new ArrayList<>(List.of(Variant.NONE));
        varied.forEach(text -> variants.add(Variant.parse(text)));
        device.requireThere(
                "--device",
                DefinitionOverrides.load(pipeline, overrides).module(1).threads());
        var settings =
                new LearningSettings(pipeline, overrides, variants, device, ingest, samples, seeds, processes, folder);
        settings.trials();
        return settings;
    }

    /** All trials, seed by seed, so that a table of fewer seeds is there early. */
    List<Trial> trials() {
        return seeds.stream()
                .flatMap(seed -> variants.stream().map(variant -> trial(variant, seed)))
                .toList();
    }

    private Trial trial(Variant variant, long seed) {
        PipelineDefinition definition = definition(variant, seed, Map.of());
        require(
                samples % definition.batch() == 0,
                "--samples",
                samples,
                "a multiple of the batch, which is " + definition.batch());
        variant.slowed()
                .ifPresent(slowed -> require(
                        slowed.module() <= definition.depth(),
                        "module that is slowed",
                        slowed.module(),
                        "1 to " + definition.depth()));
        Map<String, String> properties = new HashMap<>();
        ingest.forEach((key, value) -> properties.put(key, value.toString()));
        properties.put("solera.ingest.steps", Long.toString(samples / definition.batch()));
        IngestSettings.check(Map.copyOf(properties));
        return new Trial(
                variant, seed, new Trial.Task(phases(variant, seed, definition), variant.slowed(), gpu(), properties));
    }

    private Optional<String> gpu() {
        return Optional.of(device).filter(ComputeDevice::isGpu).map(ComputeDevice::toString);
    }

    private List<String> phases(Variant variant, long seed, PipelineDefinition definition) {
        if (!variant.oneAfterAnother()) {
            return List.of(PipelineDefinitions.format(definition));
        }
        return IntStream.rangeClosed(1, definition.depth())
                .mapToObj(number -> definition(variant, seed, Map.of("train", "[%d]".formatted(number))))
                .map(PipelineDefinitions::format)
                .toList();
    }

    private PipelineDefinition definition(Variant variant, long seed, Map<String, String> more) {
        Map<String, String> keys = new LinkedHashMap<>(overrides);
        keys.putAll(variant.overrides());
        keys.put(TrialSeeds.KEY, Long.toString(seed));
        keys.putAll(more);
        return ChosenProducts.resolve(DefinitionOverrides.load(pipeline, keys), device);
    }
}
