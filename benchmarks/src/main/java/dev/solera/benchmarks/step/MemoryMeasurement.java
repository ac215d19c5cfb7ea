package dev.solera.benchmarks.step;

import dev.solera.pipeline.WireDefinition.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures how much memory a process takes that trains one module, of every module, beside one that trains all of them as one
 * graph with one loss at the top.
 */
public final class MemoryMeasurement {

    /** The first step makes everything that stays; later ones show what does not. */
    private static final int STEPS = 3;

    private static final StepForm.Solera END_TO_END = new StepForm.Solera(
            "end-to-end",
            Precision.FLOAT32,
            false,
            Map.of("baseline", "end-to-end", "arithmetic", "float32"),
            Map.of());
    private static final StepForm.Solera ALONE =
            new StepForm.Solera("module", Precision.FLOAT32, false, Map.of("arithmetic", "float32"), Map.of());

    private final StepSettings settings;
    private final Consumer<String> say;
    private final WorkerCommands commands;

    /** @param say told how far it has come, a line each */
    public MemoryMeasurement(StepSettings settings, Consumer<String> say) throws IOException {
        this.settings = settings;
        this.say = say;
        this.commands = new WorkerCommands(settings);
    }

    public MemoryReport run() throws IOException {
        Map<String, List<MemoryReport.Peak>> peaks = new LinkedHashMap<>();
        for (int round = 0; round < settings.rounds(); round++) {
            add(peaks, MemoryReport.END_TO_END, peak(END_TO_END, 1));
            for (int number = 1; number <= settings.definition().depth(); number++) {
                add(peaks, "module " + number, peak(ALONE, number));
            }
            say.accept("memory: round %d of %d".formatted(round + 1, settings.rounds()));
        }
        return new MemoryReport(
                settings.definition().pipeline(), settings.definition().batch(), peaks);
    }

    private static void add(Map<String, List<MemoryReport.Peak>> peaks, String name, MemoryReport.Peak peak) {
        peaks.computeIfAbsent(name, any -> new ArrayList<>()).add(peak);
    }

    private MemoryReport.Peak peak(StepForm.Solera form, int number) throws IOException {
        try (WorkerProcess worker = commands.start(form, number)) {
            worker.awaitLoaded();
            worker.beginPreparing();
            worker.awaitPrepared();
            for (int i = 0; i < STEPS; i++) {
                worker.step();
            }
            return new MemoryReport.Peak(worker.peak(), worker.peakAboveIdle());
        }
    }
}
