package dev.solera.gateway.inference;

import dev.solera.gateway.model.InferenceProperties;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What models are, as JSON has it. */
final class ProtocolViews {

    static final String SERVER = "solera";
    static final List<String> EXTENSIONS =
            List.of("binary_tensor_data", "model_configuration", "model_repository", "statistics");

    private final Inference inference;
    private final InferenceProperties properties;
    private final String version;

    ProtocolViews(Inference inference, InferenceProperties properties, String version) {
        this.inference = inference;
        this.properties = properties;
        this.version = version;
    }

    /** The server's version. */
    String version() {
        return version;
    }

    Map<String, Object> server() {
        return ordered("name", SERVER, "version", version, "extensions", EXTENSIONS);
    }

    Map<String, Object> metadata(ModelDescription model) {
        return ordered(
                "name",
                model.name(),
                "versions",
                List.of(model.version()),
                "platform",
                ModelDescription.PLATFORM,
                "inputs",
                model.inputs().stream().map(ProtocolViews::tensor).toList(),
                "outputs",
                model.outputs().stream().map(ProtocolViews::tensor).toList());
    }

    private static Map<String, Object> tensor(ModelDescription.Tensor tensor) {
        return ordered("name", tensor.name(), "datatype", tensor.datatype().name(), "shape", tensor.shape());
    }

    Map<String, Object> config(ModelDescription model) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        model.facts().forEach((name, value) -> parameters.put(name, Map.of("string_value", value)));
        return ordered(
                "name",
                model.name(),
                "platform",
                ModelDescription.PLATFORM,
                "backend",
                ModelDescription.BACKEND,
                "max_batch_size",
                properties.batch(),
                "input",
                model.inputs().stream()
                        .map(tensor -> ordered(
                                "name",
                                tensor.name(),
                                "data_type",
                                type(tensor.datatype()),
                                "dims",
                                dimensions(tensor),
                                "optional",
                                tensor.optional()))
                        .toList(),
                "output",
                model.outputs().stream()
                        .map(tensor -> ordered(
                                "name",
                                tensor.name(),
                                "data_type",
                                type(tensor.datatype()),
                                "dims",
                                dimensions(tensor)))
                        .toList(),
                "dynamic_batching",
                Map.of("max_queue_delay_microseconds", properties.delay().toNanos() / 1000),
                "parameters",
                parameters);
    }

    static String type(Datatype datatype) {
        return "TYPE_" + datatype;
    }

    /** Without the batch, as a configuration with a largest batch has them; one element a recording is one dimension. */
    static List<Long> dimensions(ModelDescription.Tensor tensor) {
        return tensor.each().isEmpty() ? List.of(1L) : tensor.each();
    }

    Map<String, Object> statistics(List<ModelDescription> models) {
        return Map.of("model_stats", models.stream().map(this::statistics).toList());
    }

    private Map<String, Object> statistics(ModelDescription model) {
        CallStatistics.Counts counts = inference.counts(model);
        return ordered(
                "name",
                model.name(),
                "version",
                model.version(),
                "last_inference",
                counts.last.get(),
                "inference_count",
                counts.recordings.sum(),
                "execution_count",
                counts.compute.count(),
                "inference_stats",
                ordered(
                        "success",
                        duration(counts.success),
                        "fail",
                        duration(counts.fail),
                        "queue",
                        duration(counts.queue),
                        "compute_infer",
                        duration(counts.compute)),
                "batch_stats",
                List.of());
    }

    private static Map<String, Object> duration(CallStatistics.Duration duration) {
        return ordered("count", duration.count(), "ns", duration.nanos());
    }

    List<Map<String, Object>> index(List<ModelDescription> models) {
        List<Map<String, Object>> index = new ArrayList<>();
        models.forEach(model ->
                index.add(ordered("name", model.name(), "version", model.version(), "state", "READY", "reason", "")));
        return index;
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
