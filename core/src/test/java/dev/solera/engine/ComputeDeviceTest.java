package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.solera.definition.InvalidDefinitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where modules can be computed. */
class ComputeDeviceTest {

    private static final String KEY = "solera.module.device";

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "cuda:0", "cuda:1", "cuda:12"})
    void shouldBeNamedAsItIsWritten(String name) {
        ComputeDevice device = ComputeDevice.parse(KEY, name);

        assertThat(device).hasToString(name);
        assertThat(device.isGpu()).isEqualTo(!name.equals("cpu"));
        assertThat(ComputeDevice.parse(KEY, device.toString())).isEqualTo(device);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "gpu", "cuda", "cuda:", "cuda:-1", "cuda:01", "cuda:1000", "CPU", "cuda:0 ", "cuda:0,1"})
    void shouldBeRefusedWhenItIsNoDevice(String name) {
        assertThatThrownBy(() -> ComputeDevice.parse(KEY, name))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("solera.module.device is " + name
                        + "; allowed: cpu, or cuda:0, cuda:1 and so on, a GPU by its number");
    }

    @Test
    void shouldAlwaysHaveProcessors() {
        assertThatCode(() -> ComputeDevice.CPU.requireThere(KEY, 1)).doesNotThrowAnyException();
    }

    @Test
    void shouldBeRefusedInOneLineWhenThereIsNoSuchGpu() {
        ComputeDevice absent = new ComputeDevice(999);

        assertThatThrownBy(() -> absent.requireThere(KEY, 1))
                .isInstanceOf(InvalidDefinitionException.class)
                .message()
                .startsWith("solera.module.device is cuda:999; allowed: cpu")
                .hasLineCount(1);
    }

    @Test
    void shouldSayThatLibtorchHasNoCudaWhenItIsThatOfTheBuild() {
        assumeFalse(Gpu.isThere(), "there is a GPU here");

        assertThatThrownBy(() -> new ComputeDevice(0).requireThere(KEY, 1))
                .hasMessage(
                        "solera.module.device is cuda:0; allowed: cpu here, as the libtorch that is loaded has no CUDA;"
                                + " docs/gpu.md says how to give it one that has");
    }
}
