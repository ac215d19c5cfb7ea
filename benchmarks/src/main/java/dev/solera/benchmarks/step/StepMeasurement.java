package dev.solera.benchmarks.step;

import dev.solera.benchmarks.step.FormTimes.ModuleTimes;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Takes the time of training steps of every module in every form. All forms of a module are there at the same time, each in a
 * process of its own, and make one step after the other: in every round each makes one, in another order than in the round
 * before, so that a machine that slows down slows down all of them.
 */
public final class StepMeasurement {

    private static final int MATRIX = 2048;

    private final StepSettings settings;
    private final Consumer<String> say;
    private final WorkerCommands commands;
    private final Map<StepForm, String> leftOut = new LinkedHashMap<>();
    private final Map<StepForm, Map<Integer, ModuleTimes>> times = new LinkedHashMap<>();
    private final Map<Precision, Double> limits = new EnumMap<>(Precision.class);
    private final List<String> engines = new ArrayList<>();

    /** @param say told how far it has come, a line each */
    public StepMeasurement(StepSettings settings, Consumer<String> say) throws IOException {
        this.settings = settings;
        this.say = say;
        this.commands = new WorkerCommands(settings);
    }

    public StepReport run() throws IOException {
        PipelineDefinition definition = settings.definition();
        for (int number = 1; number <= definition.depth(); number++) {
            measure(number);
            say.accept("step: module %d of %d, threads %d".formatted(number, definition.depth(), settings.threads()));
        }
        times.keySet().removeAll(leftOut.keySet());
        List<FormTimes> forms = times.entrySet().stream()
                .map(entry -> new FormTimes(
                        entry.getKey(), List.copyOf(entry.getValue().values())))
                .toList();
        return new StepReport(settings, forms, leftOut, limits, engines);
    }

    private void measure(int number) throws IOException {
        Map<StepForm, WorkerProcess> workers = new LinkedHashMap<>();
        try {
            for (StepForm form : settings.forms()) {
                start(form, number, workers);
            }
            unlessItFails(workers, (form, worker) -> worker.awaitLoaded());
            if (number == 1) {
                unlessItFails(workers, (form, worker) -> look(worker, form));
            }
            unlessItFails(workers, (form, worker) -> worker.beginPreparing());
            unlessItFails(workers, (form, worker) -> worker.awaitPrepared());
            Map<StepForm, List<StepTime>> steps = new LinkedHashMap<>();
            for (int round = 0; round < settings.rounds(); round++) {
                unlessItFails(
                        rotated(workers, round),
                        (form, worker) -> steps.computeIfAbsent(form, any -> new ArrayList<>())
                                .add(worker.step()));
                workers.keySet().removeAll(leftOut.keySet());
            }
            unlessItFails(
                    workers,
                    (form, worker) -> times.computeIfAbsent(form, any -> new TreeMap<>())
                            .put(number, new ModuleTimes(steps.get(form), worker.peakAboveIdle())));
        } finally {
            workers.values().forEach(WorkerProcess::close);
        }
    }

    private void start(StepForm form, int number, Map<StepForm, WorkerProcess> workers) throws IOException {
        if (leftOut.containsKey(form)) {
            return;
        }
        try {
            workers.put(form, commands.start(form, number));
        } catch (WorkerFailedException e) {
            leaveOut(form, e);
        }
    }

    /** The machine's limit as this engine reaches it, and what it is called: once each. */
    private void look(WorkerProcess worker, StepForm form) throws IOException {
        Precision precision = form instanceof StepForm.PyTorch ? form.precision() : Precision.FLOAT32;
        limits.merge(precision, worker.matrix(MATRIX, PipelineDefinitions.word(precision)), Math::max);
        if (!engines.contains(worker.engine())) {
            engines.add(worker.engine());
        }
    }

    private interface Act {
        void on(StepForm form, WorkerProcess worker) throws IOException;
    }

    private void unlessItFails(Map<StepForm, WorkerProcess> workers, Act act) throws IOException {
        for (Map.Entry<StepForm, WorkerProcess> worker : List.copyOf(workers.entrySet())) {
            try {
                act.on(worker.getKey(), worker.getValue());
            } catch (WorkerFailedException e) {
                worker.getValue().close();
                workers.remove(worker.getKey());
                leaveOut(worker.getKey(), e);
            }
        }
    }

    /** Of Solera's own forms one may be what this machine cannot do; where none is left, that is no gap in a table but a fault. */
    private void leaveOut(StepForm form, WorkerFailedException cause) {
        leftOut.put(form, cause.getMessage());
        if (form instanceof StepForm.Solera
                && settings.forms().stream()
                        .noneMatch(other -> other instanceof StepForm.Solera && !leftOut.containsKey(other))) {
            throw cause;
        }
        say.accept("step: %s is left out: %s".formatted(form.name(), cause.getMessage()));
    }

    private static Map<StepForm, WorkerProcess> rotated(Map<StepForm, WorkerProcess> workers, int by) {
        List<StepForm> order = new ArrayList<>(workers.keySet());
        Collections.rotate(order, by);
        Map<StepForm, WorkerProcess> rotated = new LinkedHashMap<>();
        order.forEach(form -> rotated.put(form, workers.get(form)));
        return rotated;
    }
}
