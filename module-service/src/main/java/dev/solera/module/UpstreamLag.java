package dev.solera.module;

import dev.solera.stream.TelemetryEvent;
import java.util.List;

/** How many samples the stage upstream has published and this one has not yet taken, from its position events. */
final class UpstreamLag {

    private final int stageAbove;
    private volatile List<Long> published = List.of();

    /** @param stageAbove 0 for ingest, else the module's number */
    UpstreamLag(int stageAbove) {
        this.stageAbove = stageAbove;
    }

    void accept(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.Position position && position.stage() == stageAbove) {
            published = position.published();
        }
    }

    /** @param taken first sequence not taken, by partition */
    long behind(List<Long> taken) {
        List<Long> above = published;
        long lag = 0;
        for (int p = 0; p < above.size(); p++) {
            lag += Math.max(0, above.get(p) - taken.get(p));
        }
        return lag;
    }
}
