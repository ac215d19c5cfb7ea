package dev.solera.benchmarks.wire;

import dev.solera.engine.ComputeDevice;
import dev.solera.learning.ChosenProducts;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Compression;
import dev.solera.pipeline.WireDefinition.Precision;
import dev.solera.standalone.command.DefinitionOverrides;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is measured.
 *
 * @param pipeline a bundled definition's name, or a file
 * @param overrides of its keys
 * @param ingest properties of the ingest service: the source, its labels, how long to learn
 * @param samples of the evaluation pass whose activations are encoded
 */
public record WireSettings(String pipeline, Map<String, String> overrides, Map<String, Object> ingest, int samples) {

    /** In the order of the tables, the reference first. */
    static final List<Precision> PRECISIONS = List.of(Precision.FLOAT32, Precision.BFLOAT16, Precision.INT8);

    /** In the order of the tables, the reference first. */
    static final List<Compression> COMPRESSIONS = List.of(Compression.NONE, Compression.LZ4, Compression.ZSTD);

    /** @throws IllegalArgumentException where there are no samples, or a definition is refused */
    public WireSettings {
        overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
        ingest = Map.copyOf(ingest);
        if (samples < 1) {
            throw new IllegalArgumentException("--samples is %d; allowed: 1 or more".formatted(samples));
        }
        DefinitionOverrides.load(pipeline, overrides);
    }

    /** The definition with a precision, its arithmetic decided. */
    PipelineDefinition definition(Precision precision) {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        all.put("wire.precision", PipelineDefinitions.word(precision));
        return ChosenProducts.resolve(DefinitionOverrides.load(pipeline, all), ComputeDevice.CPU);
    }
}
