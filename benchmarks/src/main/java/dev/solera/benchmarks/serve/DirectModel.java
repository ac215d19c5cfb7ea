package dev.solera.benchmarks.serve;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.solera.gateway.model.OnnxEnvironment;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** ONNX Runtime as a program would call it by itself: one thread, one batch after the other. */
final class DirectModel implements AutoCloseable {

    private final OrtEnvironment environment;
    private final OrtSession session;

    DirectModel(byte[] document) throws OrtException {
        environment = OnnxEnvironment.get();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = environment.createSession(document, options);
        }
    }

    /**
     * Seconds that a batch takes, on average over a time.
     *
     * @param shape with the batch
     */
    double seconds(long[] shape, boolean lengths, double during) throws OrtException {
        int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        float[] values = Noise.of(size);
        long begin = System.nanoTime();
        int runs = 0;
        while (System.nanoTime() - begin < during * 1e9) {
            run(values, shape, lengths);
            runs++;
        }
        return (System.nanoTime() - begin) / 1e9 / runs;
    }

    private void run(float[] values, long[] shape, boolean lengths) throws OrtException {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try {
            String name = session.getInputNames().iterator().next();
            inputs.put(name, OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape));
            if (lengths) {
                long[] all = new long[Math.toIntExact(shape[0])];
                Arrays.fill(all, shape[shape.length - 1]);
                inputs.put(
                        "lengths", OnnxTensor.createTensor(environment, LongBuffer.wrap(all), new long[] {all.length}));
            }
            session.run(inputs, java.util.Set.of("embedding")).close();
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
