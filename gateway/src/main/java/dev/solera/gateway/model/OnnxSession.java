package dev.solera.gateway.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A model in ONNX Runtime. It keeps the memory of its largest batch: what is given back is dear to get again. */
final class OnnxSession implements AutoCloseable {

    /** Bytes, which are taken as far as they are needed. */
    private static final long STACK = 256L << 20;

    private final OrtEnvironment environment;
    private final OrtSession session;

    OnnxSession(byte[] document, int threads) throws OrtException {
        session = deep(() -> created(document, threads));
        environment = OnnxEnvironment.get();
    }

    private static OrtSession created(byte[] document, int threads) throws OrtException {
        OrtEnvironment environment = OnnxEnvironment.get();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setMemoryPatternOptimization(false);
            return environment.createSession(document, options);
        }
    }

    /**
     * Does something on a thread with a stack of its own: ONNX Runtime's start descends as deep as the process's command line is
     * long, and with it a whole class path; where the stack ends, so does the process, without a word.
     */
    private static <T> T deep(Callable<T> work) throws OrtException {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(null, task, "onnx", STACK).start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true; // what is made natively cannot be given up in the middle
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof OrtException failure) {
                        throw failure;
                    }
                    throw new IllegalStateException("ONNX Runtime has failed: " + e.getCause(), e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A tensor that goes in. */
    sealed interface Input {

        OnnxTensor tensor(OrtEnvironment environment) throws OrtException;

        /** Row-major. */
        record Floats(float[] values, long... shape) implements Input {
            @Override
            public OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
                return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
            }
        }

        /** Along one axis. */
        record Longs(long[] values) implements Input {
            @Override
            public OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
                return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {values.length});
            }
        }
    }

    /** What goes in, in the model's order. */
    List<TensorForm> inputs() throws OrtException {
        return session.getInputInfo().values().stream().map(OnnxSession::form).toList();
    }

    /** The form of one output. */
    TensorForm output(String name) throws OrtException {
        return form(session.getOutputInfo().get(name));
    }

    private static TensorForm form(NodeInfo node) {
        TensorInfo info = (TensorInfo) node.getInfo();
        return new TensorForm(
                node.getName(),
                info.type == OnnxJavaType.INT64,
                Arrays.stream(info.getShape()).boxed().toList());
    }

    /** Row-major values of the outputs that are asked for. */
    Map<String, float[]> run(Map<String, Input> inputs, Set<String> outputs) throws OrtException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (var input : inputs.entrySet()) {
                tensors.put(input.getKey(), input.getValue().tensor(environment));
            }
            try (OrtSession.Result result = session.run(tensors, outputs)) {
                Map<String, float[]> values = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    FloatBuffer buffer = ((OnnxTensor) output.getValue()).getFloatBuffer();
                    float[] copy = new float[buffer.remaining()];
                    buffer.get(copy);
                    values.put(output.getKey(), copy);
                }
                return values;
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
