package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A function of tensors that the engine runs as TorchScript, operation by operation, with gradients. In it there are types of numbers
 * that DJL does not know: its own operations end the process where they meet bfloat16. It lives as long as the process; any number of
 * threads may call it at once.
 */
final class ScriptedFunction {

    private final byte[] archive;
    private PtSymbolBlock loaded;

    /**
     * @param tensors names of its arguments
     * @param result type of what it returns, as Python writes it
     * @param body its statements, the last of them a {@code return}
     */
    ScriptedFunction(List<String> tensors, String result, String body) {
        this.archive = ScriptArchive.of(tensors, result, body);
    }

    /** What it returns, attached to the first argument's manager. */
    NDList call(NDArray... tensors) {
        // A thread's own flag. With it, libtorch would watch the first calls and could replace the operations by others
        // later, so that equal calls need not come to equal bits.
        JniUtils.setGraphExecutorOptimize(false);
        return IValueUtils.forward(block(), new NDList(tensors), true);
    }

    /** Loaded when it is first called, as that needs the engine. */
    private synchronized PtSymbolBlock block() {
        if (loaded == null) {
            try {
                PtNDManager forever = (PtNDManager) Engine.newManager();
                loaded = JniUtils.loadModule(forever, new ByteArrayInputStream(archive), false, false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return loaded;
    }
}
