package dev.solera.gateway.inference;

import java.util.List;
import java.util.Optional;

/**
 * What a client asks of a model.
 *
 * @param id given back with the answer; empty where there is none
 * @param inputs in the order of the request
 * @param outputs those that are wanted; none for all
 * @param binary whether outputs are wanted in binary where nothing is said of them
 */
record InferenceCall(String id, List<InputTensor> inputs, List<RequestedOutput> outputs, boolean binary) {

    InferenceCall {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * An output that is wanted.
     *
     * @param binary whether it is wanted in binary, where that is said
     */
    record RequestedOutput(String name, Optional<Boolean> binary) {}

    /** Whether an output is wanted in binary: what is said of it by name counts first. */
    boolean isBinary(String output) {
        return outputs.stream()
                .filter(wanted -> wanted.name().equals(output))
                .findFirst()
                .flatMap(RequestedOutput::binary)
                .orElse(binary);
    }
}
