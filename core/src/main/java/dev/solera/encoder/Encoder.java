package dev.solera.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.AlignedBuffer;
import dev.solera.engine.Autograd;
import dev.solera.engine.GruPass;
import dev.solera.engine.LockedMemory;
import dev.solera.engine.Products;
import dev.solera.layer.GruLayer;
import dev.solera.layer.Layer;
import dev.solera.layer.Weights;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * The network of one module with its parameters: layers, then the context network where there is one. It knows no loss and
 * no optimiser. One thread uses it at a time.
 */
public final class Encoder {

    private final Architecture architecture;
    private final Parameters parameters;
    private final Products products;
    private final NDManager manager;
    private final AlignedBuffer inputMemory;
    private final LockedMemory lockedMemory;

    /**
     * @param parameters with those of all layers
     * @param products how its convolutions are computed
     * @param manager owns what is computed outside a scope
     */
    public Encoder(Architecture architecture, Parameters parameters, Products products, NDManager manager) {
        this.architecture = architecture;
        this.parameters = parameters;
        this.products = products;
        this.manager = manager;
        this.inputMemory = new AlignedBuffer();
        this.lockedMemory = new LockedMemory(LockedMemory.Form.FLOAT32);
    }

    private Encoder(Encoder other, Products products) {
        this.architecture = other.architecture;
        this.parameters = other.parameters;
        this.products = products;
        this.manager = other.manager;
        this.inputMemory = other.inputMemory;
        this.lockedMemory = other.lockedMemory;
    }

    public Architecture architecture() {
        return architecture;
    }

    /** How its convolutions are computed, and the products of a loss over what it makes. */
    public Products products() {
        return products;
    }

    /**
     * The same network and parameters, by other products. It is used by the thread that uses this one, whose memory for inputs it has:
     * locked memory of its own would stay as long as the manager does.
     */
    public Encoder in(Products others) {
        return new Encoder(this, others);
    }

    /**
     * The batch in the engine, valid until the next call, of this one or of one {@link #in other products}.
     *
     * @param batch row-major values of each sample
     * @return {@code [batch, axes of the input]}
     */
    public NDArray input(List<float[]> batch) {
        int size = architecture.input().size();
        for (float[] values : batch) {
            if (values.length != size) {
                throw new IllegalArgumentException("a sample has %d values; allowed: %d, as %s has"
                        .formatted(values.length, size, architecture.input()));
            }
        }
        Shape shape = batched(batch.size(), architecture.input());
        if (manager.getDevice().isGpu()) {
            NDArray input = manager.create(shape);
            lockedMemory.join(batch, input);
            return input;
        }
        FloatBuffer memory = inputMemory.floats(Math.multiplyExact(batch.size(), size));
        batch.forEach(memory::put);
        return inputMemory.asTensor(manager, shape);
    }

    /**
     * @param x {@code [batch, axes of the input]}
     * @return z, {@code [batch, axes of z]}
     */
    public NDArray encode(NDArray x) {
        NDArray z = x;
        List<Layer> layers = architecture.layers();
        for (int i = 0; i < layers.size(); i++) {
            z = layers.get(i).forward(z, weights(i), products);
        }
        return z;
    }

    /**
     * What the module hands on of z: the contexts where it has a context network, else z itself.
     *
     * @return {@code [batch, axes of the output]}
     */
    public NDArray contexts(NDArray z) {
        return architecture
                .context()
                .map(layer -> layer.forward(z, weights(Architecture.contextName()), products))
                .orElse(z);
    }

    /**
     * The context network with its gradient by hand: a GRU on the input itself, where products are in bfloat16, on processors. In single
     * precision it would come to other bits, and a GPU has operations of its own for it.
     *
     * @param x {@code [batch, axes of the input]}
     */
    public Optional<GruPass> contextPass(NDArray x) {
        return architecture
                .context()
                .filter(layer ->
                        layer instanceof GruLayer && architecture.layers().isEmpty())
                .filter(layer -> products == Products.BFLOAT16 && !x.getDevice().isGpu())
                .map(layer -> ((GruLayer) layer).pass(x, weights(Architecture.contextName())));
    }

    /**
     * What the module hands on of samples, with the bits of a training step; no gradient is taken through it.
     *
     * @param batch row-major values of each sample
     * @return {@code [batch, axes of the output]}
     */
    public NDArray outputs(List<float[]> batch) {
        NDArray x = input(batch);
        return contextPass(x).map(pass -> pass.outputs(pass.states())).orElseGet(() -> contexts(encode(x)));
    }

    /**
     * What the module makes of samples, without any gradient.
     *
     * @param batch row-major values of each sample
     * @param copies of what is made of them, {@code [batch, axes of the output]}
     * @return row-major values of each sample, one stage downstream
     */
    public List<float[]> encode(List<float[]> batch, Function<NDArray, List<float[]>> copies) {
        try (NDScope scope = new NDScope();
                Autograd paused = Autograd.paused()) {
            return copies.apply(outputs(batch));
        }
    }

    /** Puts its parameters where the device reads them best, before the first step; their values stay. */
    public void layOut() {
        for (int i = 0; i < architecture.layers().size(); i++) {
            architecture.layers().get(i).layOut(weights(i));
        }
        architecture.context().ifPresent(layer -> layer.layOut(weights(Architecture.contextName())));
    }

    Weights weights(int layer) {
        return weights(Architecture.layerName(layer));
    }

    private Weights weights(String owner) {
        return name -> parameters.get(owner + "." + name);
    }

    NDManager manager() {
        return manager;
    }

    private static Shape batched(int batch, ActivationShape shape) {
        return new Shape(
                LongStream.concat(LongStream.of(batch), shape.sizes().stream().mapToLong(Integer::longValue))
                        .toArray());
    }
}
