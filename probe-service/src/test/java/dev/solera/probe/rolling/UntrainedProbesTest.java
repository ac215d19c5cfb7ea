package dev.solera.probe.rolling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.Made;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.feature.Features;
import dev.solera.probe.feature.StackEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UntrainedProbesTest {

    private static final long COST = Duration.ofMillis(10).toNanos();

    private final PipelineDefinition pipeline = Made.pipeline();
    private final AtomicLong now = new AtomicLong();
    private long encoded;
    private int open;

    @Test
    void shouldTakeATwentiethOfTheTimeAndBothKindsAlike() {
        // given
        UntrainedProbes probes = probes(RollingWindows.of(1000, 1000));

        // when 50 samples a second come for four minutes, every tenth of them held out
        long training = 0;
        for (int i = 0; i < 12_000; i++) {
            Purpose purpose = i % 10 == 9 ? Purpose.HELD_OUT : Purpose.TRAIN;
            long before = encoded;
            probes.accept(Made.sample(pipeline, 0, i, purpose, i, 1));
            training += purpose == Purpose.TRAIN ? encoded - before : 0;
            now.addAndGet(Duration.ofMillis(20).toNanos());
        }

        // then
        assertThat(encoded * COST).isLessThanOrEqualTo(now.get() / 20 + COST);
        assertThat(encoded).isGreaterThan(800);
        assertThat(training).isBetween(encoded / 2 - 1, encoded / 2 + 1);
        assertThat(probes.rows())
                .extracting(ProbeAccuracy::representation)
                .contains(Representation.untrained(1), Representation.untrained(2));
    }

    @Test
    void shouldEncodeNoMoreAndLetTheStackGoWhenTheProbesAreFull() {
        // given
        UntrainedProbes probes = probes(RollingWindows.of(6, 4));
        int most = RollingWindows.of(6, 4).most();

        // when
        for (int i = 0; i < 2 * most + 100; i++) {
            probes.accept(Made.sample(pipeline, 0, i, i % 2 == 0 ? Purpose.TRAIN : Purpose.HELD_OUT, i, 1));
            now.addAndGet(Duration.ofSeconds(1).toNanos());
        }

        // then
        assertThat(encoded).isEqualTo(most + 4);
        assertThat(open).isZero();
    }

    @Test
    void shouldNotMakeTheStackWhenOnlyTheEvaluationPassComes() {
        probes(RollingWindows.of(6, 4)).accept(Made.sample(pipeline, 0, 0, Purpose.EVALUATE_TRAIN, 0, 1));

        assertThat(encoded).isZero();
    }

    private UntrainedProbes probes(RollingWindows windows) {
        Features features = new Features(pipeline.input(), 4, 1);
        Map<Integer, RollingProbes> byDepth = Map.of(
                1, probes(1, features, windows),
                2, probes(2, features, windows));
        return new UntrainedProbes(new TreeMap<>(byDepth), windows, Slow::new, now::get);
    }

    private RollingProbes probes(int depth, Features features, RollingWindows windows) {
        return new RollingProbes(
                Representation.untrained(depth), pipeline.stages().get(depth), features, windows);
    }

    /** A stack that takes its time for a sample. */
    private final class Slow implements StackEncoder {

        Slow() {
            open++;
        }

        @Override
        public Sample encode(int depth, Sample upstream) {
            if (depth == 1) {
                encoded++;
                now.addAndGet(COST);
            }
            return Made.sample(pipeline, depth, upstream.sequence(), upstream.purpose(), upstream.recording(), 1);
        }

        @Override
        public void close() {
            open--;
        }
    }
}
