package dev.solera.ingest.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShapeTest {

    private static final int TURNS = 3600;

    /** What is further away is not asked for. */
    @ParameterizedTest
    @EnumSource
    void shouldCoverNothingBeyondItsReach(Shape shape) {
        assertThat(IntStream.range(0, TURNS)
                        .mapToDouble(turn -> 2 * Math.PI * turn / TURNS)
                        .filter(angle -> covers(shape, angle, Shape.REACH) || covers(shape, angle, 2 * Shape.REACH)))
                .isEmpty();
        assertThat(shape.covers(0.1, 0.5) || shape.covers(0, 0.9)).isTrue();
    }

    private static boolean covers(Shape shape, double angle, double distance) {
        return shape.covers(distance * Math.cos(angle), distance * Math.sin(angle));
    }
}
