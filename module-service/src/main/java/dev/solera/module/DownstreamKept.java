package dev.solera.module;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.stream.TelemetryEvent;

/**
 * How far back the module downstream can be taken, as it told with its newest checkpoint. Where samples may be passed over, what
 * was once handed on is not computed again, and nobody has to be fed.
 */
final class DownstreamKept {

    private static final long ANYWHERE = Long.MAX_VALUE;

    private final int downstream;
    private volatile long sequences;

    DownstreamKept(PipelineDefinition definition, int module) {
        this.downstream = module + 1;
        boolean fed = module < definition.depth() && definition.flow().isLossless();
        this.sequences = fed ? 0 : ANYWHERE;
    }

    void accept(TelemetryEvent event) {
        if (sequences != ANYWHERE && event instanceof TelemetryEvent.Kept kept && kept.module() == downstream) {
            sequences = kept.sequences();
        }
    }

    /** Of its input, over all partitions; 0 before it has a checkpoint. */
    long sequences() {
        return sequences;
    }
}
