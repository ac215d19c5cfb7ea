package dev.solera.module;

import dev.solera.stream.TelemetryEvent;
import java.util.List;

/** How many samples the stage upstream has published and this one has not yet taken, from its position events. */
final class UpstreamLag {

    private final int stageUpstream;
    private volatile List<Long> published = List.of();

    /** @param stageUpstream 0 for ingest, else the module's number */
    UpstreamLag(int stageUpstream) {
        this.stageUpstream = stageUpstream;
    }

    void accept(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.Position position && position.stage() == stageUpstream) {
            published = position.published();
        }
    }

    /** @param taken first sequence not taken, by partition */
    long behind(List<Long> taken) {
        List<Long> upstream = published;
        long lag = 0;
        for (int p = 0; p < upstream.size(); p++) {
            lag += Math.max(0, upstream.get(p) - taken.get(p));
        }
        return lag;
    }
}
