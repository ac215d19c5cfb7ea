package dev.solera.standalone.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressDisplayTest {

    @ParameterizedTest
    @ValueSource(strings = {"dumb", "unknown", ""})
    void shouldNotDrawWhenTheTerminalCannotMoveItsCursor(String term) {
        assertThat(ProgressDisplay.canDraw(Map.of("TERM", term))).isFalse();
    }

    @Test
    void shouldNotDrawWhenTheTerminalSaysNothingOfItself() {
        assertThat(ProgressDisplay.canDraw(Map.of())).isFalse();
    }

    @Test
    void shouldDrawWhenTheTerminalCan() {
        assertThat(ProgressDisplay.canDraw(Map.of("TERM", "xterm-256color"))).isTrue();
    }
}
