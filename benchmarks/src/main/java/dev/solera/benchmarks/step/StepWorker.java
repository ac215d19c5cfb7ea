package dev.solera.benchmarks.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.management.OperatingSystemMXBean;
import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.Engine;
import dev.solera.learning.LearningModule;
import dev.solera.learning.TrainedBatch;
import dev.solera.objective.Batch;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.lifecycle.NeutralLocale;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A process with one module, which makes training steps as it is told: commands and answers are those of {@code training_step.py}.
 * A step hands on what it made of the samples, as in a service.
 */
final class StepWorker {

    private static final int MATRIX_PRODUCTS = 5;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final PipelineDefinition definition;
    private final int number;

    private StepWorker(PipelineDefinition definition, int number) {
        this.definition = definition;
        this.number = number;
    }

    /** @param arguments a file with a definition, and the number of one of its modules */
    public static void main(String[] arguments) throws IOException {
        NeutralLocale.use();
        PipelineDefinition definition = PipelineDefinitions.load(arguments[0]);
        int number = Integer.parseInt(arguments[1]);
        Engine.start(definition.module(number).threads());
        say("loaded libtorch " + Engine.version());
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            new StepWorker(definition, number).obey(commands);
        }
    }

    /** Answers before the module is made, then while it is there. */
    private void obey(BufferedReader commands) throws IOException {
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            if (!command.equals(WorkerProcess.PREPARE)) {
                say(matrix(Integer.parseInt(command.split(" ")[1])));
                continue;
            }
            try (LearningModule module = LearningModule.initial(definition, number)) {
                Batch batch = Noise.batch(definition, number);
                say("prepared");
                while (commands.readLine() != null) {
                    say(step(module, batch));
                }
            }
        }
    }

    private String step(LearningModule module, Batch batch) {
        long begin = System.nanoTime();
        long used = SYSTEM.getProcessCpuTime();
        TrainedBatch trained = module.train(batch);
        ActivationShape shape = module.architecture().output();
        trained.outputs()
                .forEach(values -> module.giveBack(new Sample(0, Purpose.TRAIN, 0, 1, Map.of(), shape, values)));
        double seconds = (System.nanoTime() - begin) * 1e-9;
        return seconds + " " + (SYSTEM.getProcessCpuTime() - used) * 1e-9 + " " + trained.loss();
    }

    private static String matrix(int size) {
        long fastest = Long.MAX_VALUE;
        try (NDManager manager = Engine.newManager()) {
            NDArray factor = manager.randomNormal(new Shape(size, size));
            for (int i = 0; i < MATRIX_PRODUCTS; i++) {
                long begin = System.nanoTime();
                factor.matMul(factor).close();
                fastest = Math.min(fastest, System.nanoTime() - begin);
            }
        }
        return Double.toString(2 * Math.pow(size, 3) / (fastest * 1e-9));
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
