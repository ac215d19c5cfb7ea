package dev.solera.standalone.display;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.stream.TelemetryEvent;
import java.io.PrintStream;

/** Shows people how a run goes, until it is closed. */
public interface ProgressDisplay extends AutoCloseable {

    /** Takes in one event. */
    void accept(TelemetryEvent event);

    /** Shows a short remark for as long as the run lasts, such as an address. */
    void note(String remark);

    @Override
    void close();

    /** Bars where a person watches a terminal, else a line every ten seconds. */
    static ProgressDisplay open(PipelineDefinition definition, PrintStream out) {
        RunStatus status = new RunStatus(definition.depth(), definition.batch());
        return System.console() == null
                ? new LineDisplay(status, out, LineDisplay.INTERVAL)
                : new BarDisplay(status, definition.depth(), out);
    }
}
