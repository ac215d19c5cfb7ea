package dev.solera.learning;

import ai.djl.ndarray.NDManager;
import dev.solera.encoder.Encoder;
import dev.solera.encoder.Parameters;
import dev.solera.engine.ComputeDevice;
import dev.solera.engine.Engine;
import dev.solera.engine.TensorValues;
import dev.solera.pipeline.PipelineDefinition;
import java.util.List;

/** The encoder of one module alone, that nothing trains: no objective, no optimiser state. One thread uses it at a time. */
public final class FrozenModule implements AutoCloseable {

    private final NDManager manager = Engine.newManager();
    private final Encoder encoder;

    private FrozenModule(PipelineDefinition pipeline, int number, Beginning beginning) {
        var architecture = pipeline.architecture(number);
        this.encoder = new Encoder(
                architecture,
                parameters(pipeline, number, beginning),
                ChosenProducts.of(pipeline, ComputeDevice.CPU),
                manager);
    }

    private Parameters parameters(PipelineDefinition pipeline, int number, Beginning beginning) {
        var specs = pipeline.architecture(number).parameters();
        try (NDManager drawing = Engine.newManager()) {
            var drawn = Parameters.initial(drawing, specs, LearningModule.initialValues(pipeline.seed(), number));
            return Parameters.of(manager, specs, beginning.of(pipeline, number, drawn.copy()));
        }
    }

    /**
     * Module {@code number} with parameters that it would begin with.
     *
     * @throws dev.solera.definition.InvalidDefinitionException where those are of another network
     */
    public static FrozenModule beginning(PipelineDefinition pipeline, int number, Beginning beginning) {
        return new FrozenModule(pipeline, number, beginning);
    }

    /**
     * @param batch row-major values of each sample
     * @return row-major values of each sample, one stage downstream
     */
    public List<float[]> encode(List<float[]> batch) {
        int size = encoder.architecture().output().size();
        return encoder.encode(batch, output -> TensorValues.split(output, batch.size(), () -> new float[size]));
    }

    @Override
    public void close() {
        manager.close();
    }
}
