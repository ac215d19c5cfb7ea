package dev.solera.engine;

import ai.djl.ndarray.NDArray;
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

    /** Marks what gradients may be taken by: by that, too, the engine chooses how it computes a product, recorded or not. */
    public static void watch(NDArray parameter) {
        parameter.setRequiresGradient(true);
    }

    /**
     * The same numbers in the same memory, as a leaf whose gradient {@link #backward} makes. It has none yet: the first is taken as it
     * comes, where zeros would have to be written and added to.
     */
    public static NDArray leaf(NDArray values) {
        NDArray leaf = values.stopGradient();
        watch(leaf);
        return leaf;
    }

    /**
     * Where a backward pass begins.
     *
     * @param tensor that was recorded
     * @param gradient by it
     */
    public record Root(NDArray tensor, NDArray gradient) {

        /** A scalar whose own gradient is asked for. */
        public static Root of(NDArray scalar) {
            return new Root(
                    scalar, scalar.getManager().ones(new Shape(scalar.getShape().getShape())));
        }
    }

    /** Adds the gradient to every leaf that the root depends on. */
    public static void backward(Root root) {
        JniUtils.backward((PtNDArray) root.tensor(), (PtNDArray) root.gradient(), false, false);
    }

    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}
