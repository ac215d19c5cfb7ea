package dev.solera.benchmarks.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedRatioTest {

    private static final long SEED = 5;

    @Test
    void shouldBeExactWhenAllPairsAgree() {
        // when
        PairedRatio ratio = PairedRatio.of(List.of(0.98, 0.98, 0.98));

        // then
        assertThat(ratio.estimate()).isCloseTo(0.98, within(1e-12));
        assertThat(ratio.high() - ratio.low()).isCloseTo(0, within(1e-12));
    }

    @Test
    void shouldReachAsFarAsStudentsTSays() {
        // when: logarithms 0, 0.1, 0.2, 0.3, of mean 0.15, deviation 0.129099, and t of 3 degrees 3.182446
        PairedRatio ratio = PairedRatio.of(List.of(1.0, Math.exp(0.1), Math.exp(0.2), Math.exp(0.3)));

        // then
        assertThat(Math.log(ratio.estimate())).isCloseTo(0.15, within(1e-12));
        assertThat(Math.log(ratio.low())).isCloseTo(0.15 - 3.182446 * 0.129099 / 2, within(1e-5));
        assertThat(Math.log(ratio.high())).isCloseTo(0.15 + 3.182446 * 0.129099 / 2, within(1e-5));
    }

    @Test
    void shouldHoldTheTrueRatioInNineteenOfTwentyIntervals() {
        // given
        Random random = new Random(SEED);
        int trials = 2000;

        // when
        int hits = 0;
        for (int trial = 0; trial < trials; trial++) {
            List<Double> ratios = new ArrayList<>();
            for (int pair = 0; pair < 5; pair++) {
                ratios.add(0.97 * Math.exp(0.03 * random.nextGaussian()));
            }
            PairedRatio ratio = PairedRatio.of(ratios);
            hits += ratio.low() <= 0.97 && 0.97 <= ratio.high() ? 1 : 0;
        }

        // then
        assertThat(hits / (double) trials).as("seed %d", SEED).isBetween(0.935, 0.965);
    }

    @Test
    void shouldRefuseASinglePair() {
        assertThatThrownBy(() -> PairedRatio.of(List.of(1.0))).hasMessage("pairs are 1; allowed: 2 or more");
    }
}
