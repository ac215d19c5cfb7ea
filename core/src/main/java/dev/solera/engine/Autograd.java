package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Differentiation on the calling thread alone. DJL's own {@code GradientCollector} is one flag for the whole JVM, so two
 * modules could not train at once; libtorch's gradient mode is a thread's own.
 */
public final class Autograd implements AutoCloseable {

    private final boolean before = JniUtils.isGradMode();

    private Autograd(boolean on) {
        JniUtils.setGradMode(on);
    }

    /** Operations of this thread are recorded until closed. */
    public static Autograd recording() {
        return new Autograd(true);
    }

    /** Operations of this thread are not recorded until closed. */
    public static Autograd paused() {
        return new Autograd(false);
    }

    /** Marks a leaf whose gradient {@link #backward} collects. */
    public static void watch(NDArray parameter) {
        parameter.setRequiresGradient(true);
    }

    /** Adds the gradient of a scalar to every watched leaf that it depends on. */
    public static void backward(NDArray scalar) {
        NDManager manager = scalar.getManager();
        NDArray one = manager.ones(new Shape(scalar.getShape().getShape()));
        JniUtils.backward((PtNDArray) scalar, (PtNDArray) one, false, false);
    }

    /** Whether {@link #backward} has reached this leaf. */
    public static boolean hasGradient(NDArray parameter) {
        return parameter.hasGradient();
    }

    /** Sets a leaf's gradient back to zero. */
    public static void zero(NDArray parameter) {
        JniUtils.zeroGrad((PtNDArray) parameter);
    }

    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}
