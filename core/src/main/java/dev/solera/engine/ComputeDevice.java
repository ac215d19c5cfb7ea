package dev.solera.engine;

import ai.djl.Device;
import dev.solera.definition.InvalidDefinitionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a module's tensors are, and where it computes: on processors, or on one GPU.
 *
 * @param gpu number of the GPU, as CUDA counts those that this process sees; {@value #NONE} for processors
 */
public record ComputeDevice(int gpu) {

    private static final int NONE = -1;
    private static final String PROCESSORS = "cpu";
    private static final String GPU = "cuda:";
    private static final Pattern NAME = Pattern.compile(GPU + "(0|[1-9][0-9]{0,2})");

    /** Processors. */
    public static final ComputeDevice CPU = new ComputeDevice(NONE);

    public ComputeDevice {
        InvalidDefinitionException.require(gpu >= NONE, "gpu", gpu, "0 or more, or -1 for processors");
    }

    /**
     * @param key of the setting, for refusals
     * @param name {@code cpu}, or {@code cuda:0} and so on
     * @throws InvalidDefinitionException where it is neither
     */
    public static ComputeDevice parse(String key, String name) {
        if (name.equals(PROCESSORS)) {
            return CPU;
        }
        Matcher gpu = NAME.matcher(name);
        InvalidDefinitionException.require(
                gpu.matches(), key, name, "cpu, or cuda:0, cuda:1 and so on, a GPU by its number");
        return new ComputeDevice(Integer.parseInt(gpu.group(1)));
    }

    /** Whether it is a GPU. */
    public boolean isGpu() {
        return gpu != NONE;
    }

    /**
     * Makes sure that there is such a device. For a GPU this loads the engine.
     *
     * @param key of the setting, for refusals
     * @param threads intra-op threads of every module in this process
     * @throws InvalidDefinitionException where there is none
     */
    public ComputeDevice requireThere(String key, int threads) {
        if (isGpu()) {
            Engine.start(threads);
            Gpus.require(key, this);
        }
        return this;
    }

    Device djl() {
        return isGpu() ? Device.gpu(gpu) : Device.cpu();
    }

    /** As settings name it. */
    @Override
    public String toString() {
        return isGpu() ? GPU + gpu : PROCESSORS;
    }
}
