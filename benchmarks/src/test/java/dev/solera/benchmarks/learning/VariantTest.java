package dev.solera.benchmarks.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VariantTest {

    @Test
    void shouldChangeSeveralKeysWhenTheyArePartedBySemicolons() {
        Variant variant = Variant.parse("loss.negatives={form: per-position, count: 10}; batch=16");

        assertThat(variant.overrides())
                .isEqualTo(Map.of("loss.negatives", "{form: per-position, count: 10}", "batch", "16"));
        assertThat(variant.oneAfterAnother()).isFalse();
        assertThat(variant.fileName()).isEqualTo("loss.negatives-form-per-position-count-10-batch-16");
        assertThat(variant.title()).isEqualTo("`loss.negatives={form: per-position, count: 10}`, `batch=16`");
    }

    @Test
    void shouldTrainOneAfterAnotherWhenItIsAskedFor() {
        Variant variant = Variant.parse("train=one-after-another");

        assertThat(variant.oneAfterAnother()).isTrue();
        assertThat(variant.overrides()).isEmpty();
        assertThat(Variant.parse("train=[1]").overrides()).isEqualTo(Map.of("train", "[1]"));
    }

    @Test
    void shouldSlowAModuleWhenItIsAskedFor() {
        assertThat(Variant.parse("slowed=2:4").slowed()).contains(new Slowed(2, 4));
        assertThat(Variant.parse("slowed=2:4").overrides()).isEmpty();
        assertThatThrownBy(() -> Variant.parse("slowed=2"))
                .hasMessage("slowed is 2; allowed: MODULE:FACTOR, both 1 or more");
        assertThatThrownBy(() -> Variant.parse("slowed=2:0"))
                .hasMessage("slowed is 2:0; allowed: MODULE:FACTOR, both 1 or more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "batch", "=8", "batch=8;seed"})
    void shouldRefuseWhatIsNoKeyAndValue(String text) {
        assertThatThrownBy(() -> Variant.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--vary is %s; allowed: KEY=VALUE, several of them parted by semicolons", text);
    }
}
