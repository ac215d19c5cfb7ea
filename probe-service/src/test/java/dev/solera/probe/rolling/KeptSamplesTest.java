package dev.solera.probe.rolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.Made;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeptSamplesTest {

    private static final PipelineDefinition PIPELINE = Made.pipeline();

    private static final long BYTES = 640 * Float.BYTES;

    private final KeptSamples kept = new KeptSamples(new RollingWindows(6, 3, 9 * BYTES), BYTES);

    private static Sample sample(long sequence, Purpose purpose) {
        return Made.sample(PIPELINE, 0, sequence, purpose, (int) sequence, 1);
    }

    @Test
    void shouldKeepTheNewestOfEitherKindAndForgetTheOldest() {
        for (int i = 0; i < 20; i++) {
            assertThat(kept.accept(sample(i, i % 2 == 0 ? Purpose.TRAIN : Purpose.HELD_OUT)))
                    .isTrue();
        }

        assertThat(kept.isFull()).isTrue();
        assertThat(kept.newest(9))
                .extracting(Sample::sequence)
                .containsExactly(18L, 16L, 14L, 12L, 10L, 8L, 19L, 17L, 15L);
        assertThat(kept.newest(3)).extracting(Sample::sequence).containsExactly(18L, 16L, 19L);
    }

    @Test
    void shouldLeaveWhatSaysNothing() {
        Sample made = sample(1, Purpose.TRAIN);
        Sample silent = new Sample(
                1, Purpose.TRAIN, 1, made.valid(), Map.of("speaker", new int[] {-1}), made.shape(), made.values());

        assertThat(kept.accept(silent)).isFalse();
        assertThat(kept.accept(sample(2, Purpose.EVALUATE_TRAIN))).isFalse();
        assertThat(kept.accept(sample(3, Purpose.EVALUATE_HELD_OUT))).isFalse();
        assertThat(kept.newest(9)).isEmpty();
    }

    @Test
    void shouldKeepFewerOfBothWhereTheyAreLarge() {
        KeptSamples few = new KeptSamples(new RollingWindows(6, 3, 6 * BYTES), BYTES);
        for (int i = 0; i < 20; i++) {
            few.accept(sample(i, i % 2 == 0 ? Purpose.TRAIN : Purpose.HELD_OUT));
        }

        assertThat(few.capacity()).isEqualTo(6);
        assertThat(few.newest(9)).extracting(Sample::sequence).containsExactly(18L, 16L, 14L, 12L, 19L, 17L);
    }

    @Test
    void shouldKeepOneOfEitherWhereNotEvenTheseHaveRoom() {
        assertThat(new KeptSamples(new RollingWindows(6, 3, 1), BYTES).capacity())
                .isEqualTo(2);
    }

    @Test
    void shouldWaitForTrainingSamplesAndOneThatIsHeldOut() throws Exception {
        // given
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            kept.await(3);
            return true;
        });
        Thread thread = new Thread(waiting);
        thread.start();

        // when
        kept.accept(sample(0, Purpose.TRAIN));
        kept.accept(sample(1, Purpose.TRAIN));
        await().until(() -> thread.getState() == Thread.State.WAITING);
        assertThat(waiting.isDone()).isFalse();
        kept.accept(sample(2, Purpose.HELD_OUT));

        // then
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
    }
}
