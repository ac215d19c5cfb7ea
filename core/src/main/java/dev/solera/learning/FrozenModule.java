package dev.solera.learning;

import ai.djl.ndarray.NDManager;
import dev.solera.encoder.Encoder;
import dev.solera.encoder.Parameters;
import dev.solera.engine.Engine;
import dev.solera.pipeline.PipelineDefinition;
import java.util.List;

/** The encoder of one module alone, that nothing trains: no objective, no optimiser state. One thread uses it at a time. */
public final class FrozenModule implements AutoCloseable {

    private final NDManager manager = Engine.newManager();
    private final Encoder encoder;

    private FrozenModule(PipelineDefinition pipeline, int number) {
        var architecture = pipeline.architecture(number);
        var random = LearningModule.initialValues(pipeline.seed(), number);
        var parameters = Parameters.initial(manager, architecture.parameters(), random);
        this.encoder = new Encoder(architecture, parameters, manager);
    }

    /** Module {@code number} as it is before its first step: its parameters follow from the definition's seed alone. */
    public static FrozenModule initial(PipelineDefinition pipeline, int number) {
        return new FrozenModule(pipeline, number);
    }

    /**
     * @param batch row-major values of each sample
     * @return row-major values of each sample, one stage downstream
     */
    public List<float[]> encode(List<float[]> batch) {
        return encoder.encode(
                batch, () -> new float[encoder.architecture().output().size()]);
    }

    @Override
    public void close() {
        manager.close();
    }
}
