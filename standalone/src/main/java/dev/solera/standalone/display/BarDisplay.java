package dev.solera.standalone.display;

import dev.solera.stream.TelemetryEvent;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import me.tongfei.progressbar.InteractiveConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar a module, with its loss, speed and lag, above a line with the phase and the newest accuracies. */
final class BarDisplay implements ProgressDisplay {

    private static final int REDRAW_MILLIS = 500;

    /** Where {@code COLUMNS} does not say how wide the terminal is. */
    private static final int USUAL_WIDTH = 80;

    private final RunStatus status;
    private final List<ProgressBar> bars = new ArrayList<>();
    private final ProgressBar headline;

    BarDisplay(RunStatus status, int modules, PrintStream out) {
        this.status = status;
        for (int number = 1; number <= modules; number++) {
            bars.add(bar("module " + number, out).build());
        }
        headline = bar("", out).setRenderer((state, width) -> status.headline()).build();
    }

    private static ProgressBarBuilder bar(String name, PrintStream out) {
        return new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(-1)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .continuousUpdate()
                .setConsumer(new InteractiveConsoleProgressBarConsumer(out, width()));
    }

    private static int width() {
        String columns = System.getenv().getOrDefault("COLUMNS", "");
        return columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }

    @Override
    public void accept(TelemetryEvent event) {
        status.accept(event);
        if (event instanceof TelemetryEvent.Source) {
            OptionalLong total = status.totalSteps();
            bars.forEach(bar -> bar.maxHint(total.orElse(-1)));
        } else if (event instanceof TelemetryEvent.Step step) {
            ModuleStatus module = status.module(step.module());
            bars.get(step.module() - 1)
                    .stepTo(step.step())
                    .setExtraMessage(String.format(
                            Locale.ROOT,
                            " loss %s %5.0f samples/s lag %d",
                            module.loss(3),
                            module.samplesPerSecond(),
                            module.lag()));
        }
    }

    @Override
    public void interrupted() {
        status.interrupted();
    }

    @Override
    public void close() {
        bars.forEach(ProgressBar::close);
        headline.close();
    }
}
