package dev.solera.benchmarks.device;

import static dev.solera.benchmarks.device.DeviceSettings.COMPARED;
import static dev.solera.benchmarks.device.DeviceSettings.WARM;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.benchmarks.device.ModuleRow.TorchTimes;
import dev.solera.benchmarks.step.Noise;
import dev.solera.benchmarks.step.TorchSteps;
import dev.solera.benchmarks.step.WorkerFailedException;
import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Parameter;
import dev.solera.engine.ComputeDevice;
import dev.solera.learning.LearningModule;
import dev.solera.learning.TrainedBatch;
import dev.solera.objective.Batch;
import dev.solera.pipeline.WireDefinition.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** One module on processors and on a device: the same steps with the same noise. */
final class ModuleCheck {

    private final DeviceSettings settings;
    private final int number;
    private final Batch batch;

    ModuleCheck(DeviceSettings settings, int number) {
        this.settings = settings;
        this.number = number;
        this.batch = Noise.batch(settings.definition(), number);
    }

    /**
     * How steps went.
     *
     * @param losses of each
     * @param milliseconds of each, until what the module hands on is in this process
     */
    private record Steps(List<Double> losses, List<Double> milliseconds) {

        static Steps none() {
            return new Steps(new ArrayList<>(), new ArrayList<>());
        }

        double median(int from) {
            return ModuleCheck.median(milliseconds.subList(from, milliseconds.size()));
        }
    }

    private static double median(List<Double> milliseconds) {
        double[] times =
                milliseconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return (times[(times.length - 1) / 2] + times[times.length / 2]) / 2;
    }

    ModuleRow run() throws IOException {
        Steps here = Steps.none();
        try (LearningModule module = module(ComputeDevice.CPU)) {
            train(module, COMPARED, here);
        }
        Steps there = Steps.none();
        try (LearningModule module = module(settings.device())) {
            train(module, WARM, there);
            Map<String, Parameter> early = module.parameters();
            OptionalLong before = DeviceMemory.used(settings.device());
            train(module, settings.steps() - WARM, there);
            OptionalLong after = DeviceMemory.used(settings.device());
            return new ModuleRow(
                    number,
                    difference(here.losses(), there.losses()),
                    isSame(early, again()),
                    here.median(1),
                    there.median(WARM),
                    pytorch(),
                    before,
                    after);
        }
    }

    private TorchTimes pytorch() throws IOException {
        if (settings.pytorch().isEmpty()) {
            return TorchTimes.NOT_ASKED;
        }
        TorchSteps steps = settings.pytorch().get();
        Set<String> reasons = new LinkedHashSet<>();
        OptionalDouble float32 = pytorch(steps, Precision.FLOAT32, reasons);
        OptionalDouble bfloat16 = pytorch(steps, Precision.BFLOAT16, reasons);
        return new TorchTimes(float32, bfloat16, List.copyOf(reasons));
    }

    /** @param reasons to which one is added where PyTorch makes no such steps */
    private OptionalDouble pytorch(TorchSteps steps, Precision precision, Set<String> reasons) throws IOException {
        try {
            return OptionalDouble.of(median(steps.milliseconds(
                    settings.definition(), number, precision, settings.device(), settings.steps() - WARM)));
        } catch (WorkerFailedException e) {
            reasons.add(e.getMessage());
            return OptionalDouble.empty();
        }
    }

    private LearningModule module(ComputeDevice device) {
        return LearningModule.initial(settings.definition(), number, device);
    }

    private Map<String, Parameter> again() {
        try (LearningModule module = module(settings.device())) {
            train(module, WARM, Steps.none());
            return module.parameters();
        }
    }

    private void train(LearningModule module, int steps, Steps done) {
        ActivationShape shape = module.architecture().output();
        for (int i = 0; i < steps; i++) {
            long begin = System.nanoTime();
            TrainedBatch trained = module.train(batch);
            done.milliseconds().add((System.nanoTime() - begin) * 1e-6);
            done.losses().add(trained.loss());
            trained.outputs()
                    .forEach(values -> module.giveBack(new Sample(0, Purpose.TRAIN, 0, 1, Map.of(), shape, values)));
        }
    }

    private static double difference(List<Double> here, List<Double> there) {
        double largest = 0;
        for (int i = 0; i < COMPARED; i++) {
            largest = Math.max(largest, Math.abs(here.get(i) - there.get(i)));
        }
        return largest;
    }

    private static boolean isSame(Map<String, Parameter> one, Map<String, Parameter> other) {
        return one.entrySet().stream()
                .allMatch(entry -> Arrays.equals(
                        entry.getValue().values(), other.get(entry.getKey()).values()));
    }
}
