package dev.solera.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tensor engine of this process (libtorch through DJL). Its thread counts belong to the process and decide the bits
 * of what is computed, so they are set once, before the first module, and never again.
 */
public final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final String NAME = "PyTorch";
    private static OptionalInt startedWith = OptionalInt.empty();

    private Engine() {}

    /**
     * Loads the engine and fixes its thread counts; a second call with the same count does nothing.
     *
     * @param threads intra-op threads of every module in this process
     * @throws IllegalStateException where modules of one process want different counts
     */
    public static synchronized void start(int threads) {
        if (startedWith.isPresent()) {
            if (startedWith.getAsInt() != threads) {
                throw new IllegalStateException("threads is %d; allowed: %d, as the other modules of this process have"
                        .formatted(threads, startedWith.getAsInt()));
            }
            return;
        }
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        String version = ai.djl.engine.Engine.getEngine(NAME).getVersion();
        JniUtils.setNumInteropThreads(1);
        JniUtils.setNumThreads(threads);
        JniUtils.setGraphExecutorOptimize(false);
        startedWith = OptionalInt.of(threads);
        LOG.info(
                "engine=libtorch version={} intra_op_threads={} inter_op_threads={}",
                version,
                JniUtils.getNumThreads(),
                JniUtils.getNumInteropThreads());
    }

    /** A memory scope of its own on processors; close it to free what it holds. */
    public static NDManager newManager() {
        return newManager(ComputeDevice.CPU);
    }

    /** A memory scope of its own for one module; close it to free what the module holds. */
    public static NDManager newManager(ComputeDevice device) {
        return NDManager.newBaseManager(device.djl(), NAME);
    }

    /** Version of libtorch, for provenance. */
    public static String version() {
        return ai.djl.engine.Engine.getEngine(NAME).getVersion();
    }
}
