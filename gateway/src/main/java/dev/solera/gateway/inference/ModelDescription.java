package dev.solera.gateway.inference;

import dev.solera.gateway.model.LoadedStack;
import dev.solera.gateway.model.TensorForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients can know of a model.
 *
 * @param version number of its snapshot
 * @param inputs all that it takes
 * @param outputs all that it gives
 * @param facts of the snapshot, by name
 */
record ModelDescription(
        String name, String version, List<Tensor> inputs, List<Tensor> outputs, Map<String, String> facts) {

    static final String PLATFORM = "onnxruntime_onnx";
    static final String BACKEND = "onnxruntime";
    static final String EMBEDDING = "embedding";

    /**
     * A tensor.
     *
     * @param shape with the batch; -1 for any size
     * @param optional whether a client may do without
     */
    record Tensor(String name, Datatype datatype, List<Long> shape, boolean optional) {

        List<Long> each() {
            return shape.subList(1, shape.size());
        }
    }

    static ModelDescription of(ModelName name, LoadedStack stack) {
        List<Tensor> inputs = new ArrayList<>();
        TensorForm input = stack.input();
        inputs.add(new Tensor(input.name(), Datatype.FP32, input.shape(), false));
        if (stack.hasLengths()) {
            inputs.add(new Tensor(Entrance.LENGTHS, Datatype.INT64, List.of(-1L), true));
        }
        var output = new Tensor(
                EMBEDDING, Datatype.FP32, stack.embedding(name.depth()).shape(), false);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("run", stack.snapshot().run());
        facts.put("samples", Long.toString(stack.snapshot().samples()));
        facts.put("depth", Integer.toString(name.depth()));
        facts.put("identity", stack.snapshot().identity());
        return new ModelDescription(
                name.text(), Long.toString(stack.snapshot().number()), inputs, List.of(output), facts);
    }
}
