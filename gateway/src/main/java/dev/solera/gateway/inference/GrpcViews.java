package dev.solera.gateway.inference;

import dev.solera.gateway.inference.wire.DataType;
import dev.solera.gateway.inference.wire.InferStatistics;
import dev.solera.gateway.inference.wire.ModelConfig;
import dev.solera.gateway.inference.wire.ModelDynamicBatching;
import dev.solera.gateway.inference.wire.ModelInput;
import dev.solera.gateway.inference.wire.ModelMetadataResponse;
import dev.solera.gateway.inference.wire.ModelOutput;
import dev.solera.gateway.inference.wire.ModelParameter;
import dev.solera.gateway.inference.wire.ModelStatistics;
import dev.solera.gateway.inference.wire.RepositoryIndexResponse.ModelIndex;
import dev.solera.gateway.inference.wire.StatisticDuration;
import dev.solera.gateway.model.InferenceProperties;

/** What models are, as gRPC has it. */
final class GrpcViews {

    private GrpcViews() {}

    static ModelMetadataResponse metadata(ModelDescription model) {
        var metadata = ModelMetadataResponse.newBuilder()
                .setName(model.name())
                .addVersions(model.version())
                .setPlatform(ModelDescription.PLATFORM);
        model.inputs().forEach(tensor -> metadata.addInputs(tensor(tensor)));
        model.outputs().forEach(tensor -> metadata.addOutputs(tensor(tensor)));
        return metadata.build();
    }

    private static ModelMetadataResponse.TensorMetadata.Builder tensor(ModelDescription.Tensor tensor) {
        return ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(tensor.name())
                .setDatatype(tensor.datatype().name())
                .addAllShape(tensor.shape());
    }

    static ModelConfig config(ModelDescription model, InferenceProperties properties) {
        ModelConfig.Builder config = ModelConfig.newBuilder()
                .setName(model.name())
                .setPlatform(ModelDescription.PLATFORM)
                .setBackend(ModelDescription.BACKEND)
                .setMaxBatchSize(properties.batch())
                .setDynamicBatching(ModelDynamicBatching.newBuilder()
                        .setMaxQueueDelayMicroseconds(properties.delay().toNanos() / 1000));
        model.inputs()
                .forEach(tensor -> config.addInput(ModelInput.newBuilder()
                        .setName(tensor.name())
                        .setDataType(type(tensor))
                        .addAllDims(ProtocolViews.dimensions(tensor))
                        .setOptional(tensor.optional())));
        model.outputs()
                .forEach(tensor -> config.addOutput(ModelOutput.newBuilder()
                        .setName(tensor.name())
                        .setDataType(type(tensor))
                        .addAllDims(ProtocolViews.dimensions(tensor))));
        model.facts()
                .forEach((name, value) -> config.putParameters(
                        name, ModelParameter.newBuilder().setStringValue(value).build()));
        return config.build();
    }

    private static DataType type(ModelDescription.Tensor tensor) {
        return DataType.valueOf(ProtocolViews.type(tensor.datatype()));
    }

    static ModelStatistics statistics(ModelDescription model, CallStatistics.Counts counts) {
        return ModelStatistics.newBuilder()
                .setName(model.name())
                .setVersion(model.version())
                .setLastInference(counts.last.get())
                .setInferenceCount(counts.recordings.sum())
                .setExecutionCount(counts.compute.count())
                .setInferenceStats(InferStatistics.newBuilder()
                        .setSuccess(duration(counts.success))
                        .setFail(duration(counts.fail))
                        .setQueue(duration(counts.queue))
                        .setComputeInfer(duration(counts.compute)))
                .build();
    }

    private static StatisticDuration duration(CallStatistics.Duration duration) {
        return StatisticDuration.newBuilder()
                .setCount(duration.count())
                .setNs(duration.nanos())
                .build();
    }

    static ModelIndex index(ModelDescription model) {
        return ModelIndex.newBuilder()
                .setName(model.name())
                .setVersion(model.version())
                .setState("READY")
                .build();
    }
}
