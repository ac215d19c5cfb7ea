package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.solera.engine.Engine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PoolMaskTest {

    private static final float OUT = Float.NEGATIVE_INFINITY;

    private final PoolMask mask = new PoolMask();

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @Test
    void shouldLeaveOutWhatIsAskedForAloneWhateverWasBefore() {
        assertThat(values(2, 3, 1, 5)).containsExactly(0, OUT, 0, 0, 0, OUT);
        assertThat(values(2, 3, 0)).containsExactly(OUT, 0, 0, 0, 0, 0);
        assertThat(values(1, 2, 1)).containsExactly(0, OUT);
        assertThat(values(2, 4)).containsExactly(0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(values(2, 3, 4)).containsExactly(0, 0, 0, 0, OUT, 0);
    }

    private float[] values(int rows, int columns, int... entries) {
        try (NDManager manager = Engine.newManager();
                NDArray tensor = mask.of(manager, new Shape(rows, columns), entries)) {
            return tensor.toFloatArray();
        }
    }
}
