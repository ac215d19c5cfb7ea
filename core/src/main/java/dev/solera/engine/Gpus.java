package dev.solera.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import dev.solera.definition.InvalidDefinitionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The GPUs that the loaded libtorch computes on. */
final class Gpus {

    /** What DJL calls it where libtorch sees a driver and a GPU. */
    private static final String CUDA = "CUDA";

    private Gpus() {}

    /** @throws InvalidDefinitionException where it does not compute on this one, with the reason, and what there is instead */
    static void require(String key, ComputeDevice device) {
        if (!JniUtils.getFeatures().contains(CUDA)) {
            throw InvalidDefinitionException.of(key, device, "cpu here, as " + absence());
        }
        obstacle(device).ifPresent(reason -> {
            throw InvalidDefinitionException.of(
                    key, device, "%s here, as libtorch says: %s".formatted(String.join(", ", devices()), reason));
        });
    }

    private static List<String> devices() {
        List<String> devices = new ArrayList<>(List.of(ComputeDevice.CPU.toString()));
        for (ComputeDevice gpu = new ComputeDevice(0);
                obstacle(gpu).isEmpty();
                gpu = new ComputeDevice(gpu.gpu() + 1)) {
            devices.add(gpu.toString());
        }
        return devices;
    }

    private static String absence() {
        boolean built = Files.exists(Path.of(LibUtils.getLibtorchPath()).resolve(System.mapLibraryName("torch_cuda")));
        return built
                ? "libtorch sees no GPU; docs/gpu.md says what it needs"
                : "the libtorch that is loaded has no CUDA; docs/gpu.md says how to give it one that has";
    }

    /** What keeps libtorch from computing on it; empty where nothing does. */
    private static Optional<String> obstacle(ComputeDevice device) {
        try (NDManager manager = Engine.newManager(device);
                NDArray ones = manager.ones(new Shape(2));
                NDArray sum = ones.sum()) {
            float computed = TensorValues.number(sum);
            return computed == 2 ? Optional.empty() : Optional.of("1 + 1 is " + computed);
        } catch (EngineException e) {
            return Optional.of(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString()));
        }
    }
}
