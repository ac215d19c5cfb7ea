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
        this.sequences = isTold(definition, downstream) ? 0 : ANYWHERE;
    }

    /** Whether a module tells how far back it can be taken: there is one upstream, which would compute its input again. */
    static boolean isTold(PipelineDefinition definition, int module) {
        return module > 1 && module <= definition.depth() && definition.flow().isLossless();
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
