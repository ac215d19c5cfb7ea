package dev.solera.ingest.stream;

import dev.solera.pipeline.PipelineDefinition;
import java.util.function.IntFunction;

/**
 * How a topic's records become samples.
 *
 * @param assemblies by the number of the topic's partitions
 * @param shuffle samples of a block
 * @param <T> a recording
 */
record RecordFeed<T>(
        PipelineDefinition definition, RecordReading<T> reading, IntFunction<Assembly<T>> assemblies, int shuffle) {

    /** One that has taken nothing. */
    Assembly<T> assembly(int partitions) {
        return assemblies.apply(partitions);
    }

    /** An empty block. */
    Block<T> block() {
        return new Block<>(definition, reading);
    }
}
