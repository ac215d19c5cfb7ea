package dev.solera.gateway.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.solera.encoder.Encoder;
import dev.solera.encoder.Parameter;
import dev.solera.encoder.Parameters;
import dev.solera.engine.Autograd;
import dev.solera.engine.Engine;
import dev.solera.engine.Products;
import dev.solera.engine.TensorValues;
import dev.solera.gateway.snapshot.ModuleReference;
import dev.solera.gateway.snapshot.ModuleSnapshot;
import dev.solera.gateway.snapshot.StackSnapshot;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Two small modules of sound with parameters that are drawn: as snapshots, and in the engine. */
public final class TinyStack {

    public static final int WINDOW = 2048;
    public static final int CHANNELS = 16;
    public static final PipelineDefinition DEFINITION = PipelineDefinitions.parse("""
            pipeline: tiny
            input: {kind: audio, sample-rate: 8000, window: 2048, normalise: none}
            batch: 4
            learning-rate: 1e-3
            seed: 1
            loss:
              prediction-steps: 2
              sub-window: 16
              negatives: {form: shared, count: 16, from: sequence}
            modules:
              - encoder: [{channels: 16, kernel: 10, stride: 10, padding: 0}]
              - context: {hidden: 16}
            """);

    private final List<Map<String, Parameter>> parameters = new ArrayList<>();

    public TinyStack(long seed) {
        Engine.start(1);
        try (NDManager manager = Engine.newManager()) {
            for (int number = 1; number <= DEFINITION.depth(); number++) {
                parameters.add(Parameters.initial(
                                manager,
                                DEFINITION.architecture(number).parameters(),
                                new SplittableRandom(seed + number))
                        .copy());
            }
        }
    }

    /** A clip of noise. */
    public static float[] clip(SplittableRandom random, int samples) {
        float[] clip = new float[samples];
        for (int i = 0; i < samples; i++) {
            clip[i] = (float) (random.nextDouble() - 0.5);
        }
        return clip;
    }

    /** With what the engine makes of a short input of every module. */
    public StackSnapshot snapshot(long number) {
        return snapshot(number, Identity.of(DEFINITION), 0);
    }

    /** @param error by which references differ from what the engine makes */
    public StackSnapshot snapshot(long number, String identity, float error) {
        List<ModuleSnapshot> modules = new ArrayList<>();
        for (int module = 1; module <= DEFINITION.depth(); module++) {
            int channels = DEFINITION.stages().get(module - 1).shape().channels();
            float[] input = clip(new SplittableRandom(module), channels * 100);
            float[] output = encode(input, channels, module, module).get(0);
            int stride = 3;
            float[] kept = new float[(output.length + stride - 1) / stride];
            for (int i = 0; i < kept.length; i++) {
                kept[i] = output[i * stride] + error;
            }
            modules.add(new ModuleSnapshot(
                    parameters.get(module - 1),
                    Optional.of(new ModuleReference(List.of(1L, (long) channels, 100L), input, stride, kept))));
        }
        return new StackSnapshot(
                number, number * 100, "test", identity, DEFINITION.input(), Map.of(), modules, Map.of());
    }

    /** The same parameters, one of which is no number. */
    public StackSnapshot broken(long number) {
        List<ModuleSnapshot> modules = new ArrayList<>();
        for (Map<String, Parameter> own : parameters) {
            Map<String, Parameter> copy = new java.util.LinkedHashMap<>(own);
            copy.replaceAll((name, parameter) -> {
                float[] values = parameter.values().clone();
                values[0] = Float.NaN;
                return new Parameter(parameter.shape(), values);
            });
            modules.add(new ModuleSnapshot(copy, Optional.empty()));
        }
        return new StackSnapshot(
                number, 0, "test", Identity.of(DEFINITION), DEFINITION.input(), Map.of(), modules, Map.of());
    }

    /** What the engine makes of a clip at a depth: the mean over its steps. */
    public float[] embedding(float[] clip, int depth) {
        float[] activations = encode(clip, 1, 1, depth).get(depth - 1);
        int channels = DEFINITION.stages().get(depth).shape().channels();
        int steps = activations.length / channels;
        float[] mean = new float[channels];
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int t = 0; t < steps; t++) {
                sum += activations[c * steps + t];
            }
            mean[c] = (float) (sum / steps);
        }
        return mean;
    }

    private List<float[]> encode(float[] input, int channels, int first, int last) {
        List<float[]> stages = new ArrayList<>();
        try (NDManager scope = Engine.newManager();
                Autograd paused = Autograd.paused()) {
            NDArray x = scope.create(
                    input,
                    new Shape(
                            LongStream.of(1, channels, input.length / channels).toArray()));
            for (int number = first; number <= last; number++) {
                var architecture = DEFINITION.architecture(number);
                var encoder = new Encoder(
                        architecture,
                        Parameters.of(scope, architecture.parameters(), parameters.get(number - 1)),
                        Products.FLOAT32,
                        scope);
                x = encoder.contexts(encoder.encode(x));
                stages.add(TensorValues.of(x));
            }
        }
        return stages;
    }
}
