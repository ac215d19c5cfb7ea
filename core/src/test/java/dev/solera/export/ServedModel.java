package dev.solera.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model in ONNX Runtime, on one thread. */
final class ServedModel implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    ServedModel(byte[] document) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = environment.createSession(document, options);
        }
    }

    /** A tensor's shape and, row-major, its values: floats or texts. */
    record Output(long[] shape, Object values) {

        float[] floats() {
            return (float[]) values;
        }

        /** The largest difference from floats, of which there have to be as many. */
        double furthestFrom(float[] expected) {
            float[] found = floats();
            if (found.length != expected.length) {
                throw new AssertionError("values are %d; allowed: %d".formatted(found.length, expected.length));
            }
            double most = 0;
            for (int i = 0; i < found.length; i++) {
                most = Math.max(most, Math.abs(found[i] - expected[i]));
            }
            return most;
        }

        String[] texts() {
            return (String[]) values;
        }
    }

    Map<String, Output> run(Map<String, OnnxTensor> inputs) throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            Map<String, Output> outputs = new LinkedHashMap<>();
            for (var entry : result) {
                OnnxTensor tensor = (OnnxTensor) entry.getValue();
                outputs.put(entry.getKey(), new Output(tensor.getInfo().getShape(), values(tensor)));
            }
            return outputs;
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static Object values(OnnxTensor tensor) throws OrtException {
        return switch (tensor.getInfo().type) {
            case FLOAT -> {
                FloatBuffer buffer = tensor.getFloatBuffer();
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                yield values;
            }
            case STRING -> ai.onnxruntime.OrtUtil.flattenString(new Object[] {tensor.getValue()});
            default -> throw new IllegalStateException("output is of " + tensor.getInfo().type);
        };
    }

    OnnxTensor floats(float[] values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }

    OnnxTensor longs(long... values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {values.length});
    }

    Map<String, String> metadata() throws OrtException {
        return session.getMetadata().getCustomMetadata();
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
