package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Every term finds its own candidate among its block's. */
class BandsTest {

    private static final int SAMPLES = 2;
    private static final int WINDOW = 64;
    private static final int PARTS = 12;

    @Test
    void shouldKeepEveryOwnCandidateWhenContextsLookAFewStepsAhead() {
        // given
        long[] ahead = LongStream.range(0, SAMPLES * WINDOW * PARTS)
                .map(i -> Math.min(WINDOW - 1, i / PARTS % WINDOW + i % PARTS + 1))
                .toArray();

        // when
        Bands bands = Bands.of(new Products.Own(SAMPLES, ahead), WINDOW);

        // then
        assertThat(bands.blocks()).isEqualTo(4);
        assertThat(bands.width()).isEqualTo(48);
        assertThat(own(bands)).isEqualTo(inBatch(ahead));
    }

    @Test
    void shouldKeepAllCandidatesWhenContextsLookEverywhere() {
        // given
        long[] anywhere = LongStream.range(0, SAMPLES * WINDOW * PARTS)
                .map(i -> i * 37 % WINDOW)
                .toArray();

        // when
        Bands bands = Bands.of(new Products.Own(SAMPLES, anywhere), WINDOW);

        // then
        assertThat(bands.width()).isEqualTo(WINDOW);
        assertThat(own(bands)).isEqualTo(inBatch(anywhere));
    }

    /** By term, the place in the batch of what a block calls its own. */
    private static long[] own(Bands bands) {
        int rows = bands.places().length / bands.blocks();
        long[] own = new long[bands.places().length];
        Arrays.setAll(own, i -> bands.candidates()[i / rows * bands.width() + Math.toIntExact(bands.places()[i])]);
        return own;
    }

    private static long[] inBatch(long[] places) {
        long[] own = new long[places.length];
        Arrays.setAll(own, i -> (long) (i / (WINDOW * PARTS)) * WINDOW + places[i]);
        return own;
    }
}
