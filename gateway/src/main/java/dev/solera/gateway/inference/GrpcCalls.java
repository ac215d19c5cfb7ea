package dev.solera.gateway.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.solera.gateway.inference.InferenceCall.RequestedOutput;
import dev.solera.gateway.inference.wire.InferTensorContents;
import dev.solera.gateway.inference.wire.ModelInferRequest;
import dev.solera.gateway.inference.wire.ModelInferRequest.InferInputTensor;
import dev.solera.gateway.inference.wire.ModelInferResponse;
import dev.solera.gateway.inference.wire.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls and answers as gRPC has them. */
final class GrpcCalls {

    private static final String SHARED_MEMORY = "shared_memory_region";

    private GrpcCalls() {}

    /** @param claim of the request, which takes what its tensors need */
    static InferenceCall read(ModelInferRequest request, InFlight.Claim claim) {
        List<ByteString> raw = request.getRawInputContentsList();
        if (!raw.isEmpty() && raw.size() != request.getInputsCount()) {
            throw InferenceException.invalid(
                    "raw_input_contents", raw.size() + " of them", request.getInputsCount() + ", as there are inputs");
        }
        List<InputTensor> inputs = new ArrayList<>();
        for (int i = 0; i < request.getInputsCount(); i++) {
            InferInputTensor input = request.getInputs(i);
            if (input.containsParameters(SHARED_MEMORY)) {
                throw InferenceException.notServed("shared memory");
            }
            inputs.add(new InputTensor(
                    input.getName(),
                    input.getShapeList(),
                    raw.isEmpty() ? contents(input, claim) : raw(input, raw.get(i), claim)));
        }
        List<RequestedOutput> outputs = new ArrayList<>();
        for (var output : request.getOutputsList()) {
            if (output.containsParameters(SHARED_MEMORY)) {
                throw InferenceException.notServed("shared memory");
            }
            if (output.containsParameters("classification")) {
                throw InferenceException.notServed("classification of an output");
            }
            outputs.add(new RequestedOutput(output.getName(), Optional.empty()));
        }
        return new InferenceCall(request.getId(), inputs, outputs, true);
    }

    private static TensorData raw(InferInputTensor input, ByteString raw, InFlight.Claim claim) {
        if (input.hasContents()) {
            throw InferenceException.invalid("data of " + input.getName(), "in contents and raw", "one of both");
        }
        claim.take(raw.size());
        return Datatype.parse(input.getName(), input.getDatatype()).decode(input.getName(), raw.asReadOnlyByteBuffer());
    }

    private static TensorData contents(InferInputTensor input, InFlight.Claim claim) {
        InferTensorContents contents = input.getContents();
        if (Datatype.parse(input.getName(), input.getDatatype()) == Datatype.INT64) {
            claim.take((long) contents.getInt64ContentsCount() * Long.BYTES);
            long[] values = new long[contents.getInt64ContentsCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = contents.getInt64Contents(i);
            }
            return new TensorData.Longs(values);
        }
        claim.take((long) contents.getFp32ContentsCount() * Float.BYTES);
        float[] values = new float[contents.getFp32ContentsCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = contents.getFp32Contents(i);
        }
        return new TensorData.Floats(values);
    }

    static ModelInferResponse answer(InferenceAnswer answer) {
        ByteBuffer values =
                ByteBuffer.allocate(answer.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        values.asFloatBuffer().put(answer.values());
        return ModelInferResponse.newBuilder()
                .setModelName(answer.model())
                .setModelVersion(answer.version())
                .setId(answer.id())
                .addOutputs(InferOutputTensor.newBuilder()
                        .setName(ModelDescription.EMBEDDING)
                        .setDatatype(Datatype.FP32.name())
                        .addShape(answer.count())
                        .addShape(answer.channels()))
                .addRawOutputContents(UnsafeByteOperations.unsafeWrap(values))
                .build();
    }
}
