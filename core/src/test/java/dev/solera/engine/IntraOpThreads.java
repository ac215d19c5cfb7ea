package dev.solera.engine;

import ai.djl.pytorch.jni.JniUtils;

/** So many threads for what the engine does on the calling thread, until this is closed; before and after it is one. */
public final class IntraOpThreads implements AutoCloseable {

    public IntraOpThreads(int threads) {
        JniUtils.setNumThreads(threads);
    }

    @Override
    public void close() {
        JniUtils.setNumThreads(1);
    }
}
