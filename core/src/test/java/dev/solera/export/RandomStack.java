package dev.solera.export;

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
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.InputDefinition;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PixelScale;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** All modules of a pipeline with parameters that are drawn, in the engine, and as models. */
final class RandomStack implements AutoCloseable {

    final PipelineDefinition definition;
    final InputDefinition input;
    private final NDManager manager;
    private final List<Map<String, Parameter>> parameters = new ArrayList<>();

    RandomStack(PipelineDefinition definition, long seed) {
        this.definition = definition;
        this.input = definition.input() instanceof ImageInput pictures
                ? pictures.scaledBy(new PixelScale(
                        Collections.nCopies(pictures.channels(), 0.45), Collections.nCopies(pictures.channels(), 0.2)))
                : definition.input();
        Engine.start(1);
        manager = Engine.newManager();
        for (int number = 1; number <= definition.depth(); number++) {
            parameters.add(Parameters.initial(
                            manager, definition.architecture(number).parameters(), new SplittableRandom(seed + number))
                    .copy());
        }
    }

    StackModel model(int first, int last, Optional<Classifier> classifier) {
        return new StackModel(
                definition, input, new ModuleRange(first, last), parameters.subList(first - 1, last), classifier);
    }

    Map<String, Parameter> parameters(int number) {
        return parameters.get(number - 1);
    }

    /** Values of a tensor, row-major, with its shape. */
    record Values(float[] values, long[] shape) {}

    /** What modules make of a tensor, one after the other. */
    List<Values> encode(int first, int last, Values input) {
        List<Values> stages = new ArrayList<>();
        try (NDManager scope = Engine.newManager();
                Autograd paused = Autograd.paused()) {
            NDArray x = scope.create(input.values(), new Shape(input.shape()));
            for (int number = first; number <= last; number++) {
                var architecture = definition.architecture(number);
                var encoder = new Encoder(
                        architecture,
                        Parameters.of(scope, architecture.parameters(), parameters.get(number - 1)),
                        Products.FLOAT32,
                        scope);
                x = encoder.contexts(encoder.encode(x));
                stages.add(new Values(TensorValues.of(x), x.getShape().getShape()));
            }
        }
        return stages;
    }

    /** A clip, or a picture, as it is recorded. */
    float[] recorded(SplittableRandom random, int samples) {
        float[] values = new float[input.stage().shape().channels() * samples];
        double loudness = 0.01 + 0.3 * random.nextDouble();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float)
                    (input instanceof AudioInput
                            ? 0.02 + loudness * (Math.sin(0.03 * i) + random.nextDouble() - 0.5)
                            : random.nextDouble());
        }
        return values;
    }

    @Override
    public void close() {
        manager.close();
    }
}
