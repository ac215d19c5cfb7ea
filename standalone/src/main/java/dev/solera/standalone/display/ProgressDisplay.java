package dev.solera.standalone.display;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.stream.TelemetryEvent;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Shows people how a run goes, until it is closed. */
public interface ProgressDisplay extends AutoCloseable {

    /** The number of evaluation samples where they are chosen only when learning has ended. */
    int UNKNOWN = -1;

    /** Takes in one event. */
    void accept(TelemetryEvent event);

    /** Says what becomes of the run after a Ctrl-C. */
    void interrupted();

    @Override
    void close();

    /**
     * Bars where a person watches a terminal that can draw them, else a line every ten seconds and at every change.
     *
     * @param evaluationWindows samples of the evaluation pass, or {@link #UNKNOWN}
     */
    static ProgressDisplay open(PipelineDefinition definition, int evaluationWindows, PrintStream out) {
        List<Integer> channels = definition.stages().stream()
                .map(stage -> stage.shape().channels())
                .toList();
        RunStatus status = new RunStatus(channels.subList(1, channels.size()), definition.batch(), evaluationWindows);
        return System.console() != null && canDraw(System.getenv())
                ? new BarDisplay(status, definition.depth(), out)
                : new LineDisplay(status, out, LineDisplay.INTERVAL);
    }

    /** Whether the terminal can move its cursor: one that is dumb, or says nothing of itself, would show codes. */
    static boolean canDraw(Map<String, String> environment) {
        return !List.of("", "dumb", "unknown").contains(environment.getOrDefault("TERM", ""));
    }
}
