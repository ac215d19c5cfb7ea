package dev.solera.probe.rolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.learning.Beginning;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.Made;
import dev.solera.probe.accuracy.Network;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.feature.Features;
import dev.solera.probe.feature.StackEncoder;
import dev.solera.snapshot.SnapshotSchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often rolling probes look, at how much, and what they look at last. Time is what the test says that it is. */
@Timeout(60)
class RollingProbesTest {

    private static final PipelineDefinition PIPELINE = Made.pipeline();
    private static final int MODULES = 2;
    private static final int TRAIN = 200;
    private static final int HELD_OUT = 100;
    private static final long SAMPLE_NANOS = 1_000_000;

    /** What one stack encoded. */
    private record Looked(String parameters, int samples) {}

    private final List<Looked> looks = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private long used;
    private int pausesLeft;
    private RollingProbes looking;

    private RollingProbes probes(double share, Duration patience) {
        RollingProbes probes = new RollingProbes(
                PIPELINE,
                new Features(PIPELINE.input(), 4, 1),
                new ProbeBudget(1e-3, 2),
                new RollingWindows(TRAIN, HELD_OUT, Long.MAX_VALUE),
                new ProcessorShare(share, () -> used, this::pause),
                patience,
                Encoding::new);
        for (int i = 0; i < TRAIN + HELD_OUT; i++) {
            probes.accept(Made.sample(PIPELINE, 0, i, i < TRAIN ? Purpose.TRAIN : Purpose.HELD_OUT, i, 3));
        }
        return probes;
    }

    /** A stack that takes a processor for so long a sample. */
    private final class Encoding implements StackEncoder {

        private final String parameters;
        private int samples;

        Encoding(Beginning parameters) {
            this.parameters = parameters.origin();
        }

        @Override
        public Sample encode(int depth, Sample upstream) {
            if (depth == MODULES) {
                samples++;
                used += SAMPLE_NANOS;
            }
            return Made.sample(PIPELINE, depth, upstream.sequence(), upstream.purpose(), upstream.recording(), 3);
        }

        @Override
        public void close() {
            looks.add(new Looked(parameters, samples));
        }
    }

    /** Modules publish meanwhile; the last pause is interrupted. */
    private void pause(long nanos) throws InterruptedException {
        pauses.add(Duration.ofNanos(nanos));
        if (--pausesLeft <= 0) {
            throw new InterruptedException("enough");
        }
        publish(looking, 16L * (pauses.size() + 1), Integer.toString(pauses.size() + 1));
    }

    private void look(RollingProbes probes, int times) {
        looking = probes;
        pausesLeft = times;
        publish(probes, 16, "1");
        assertThatThrownBy(probes::look).hasMessage("enough");
    }

    private static void publish(RollingProbes probes, long samples, String slot) {
        for (int module = 1; module <= MODULES; module++) {
            probes.accept(PublishedParameters.of(PIPELINE, module, samples, slot), module);
        }
    }

    private static String snapshot(long samples) {
        return "snapshot of %d samples".formatted(samples);
    }

    private List<Integer> samples(String parameters) {
        return looks.stream()
                .filter(look -> look.parameters().equals(parameters))
                .map(Looked::samples)
                .toList();
    }

    @Test
    void shouldPauseUntilALookWasItsShareOfAProcessorsTime() {
        // given 101 samples, the first hundred in the proportion of those that are kept, through either network
        long look = 2 * 101 * SAMPLE_NANOS;

        // when
        look(probes(0.2, Duration.ZERO), 1);

        // then
        assertThat(looks).hasSize(2);
        assertThat(pauses).containsExactly(Duration.ofNanos(4 * look));
    }

    @Test
    void shouldPauseForNothingThatWasUsedBeforeALook() {
        // given
        used = Duration.ofHours(1).toNanos();

        // when
        look(probes(0.5, Duration.ZERO), 2);

        // then: 101 samples, then 150
        assertThat(pauses)
                .containsExactly(Duration.ofNanos(2 * 101 * SAMPLE_NANOS), Duration.ofNanos(2 * 150 * SAMPLE_NANOS));
    }

    @Test
    void shouldLookAtHalfAsManyAgainUntilItIsAllThatAreKeptAndNoMoreAtTheUntrainedNetworkThen() {
        // when
        look(probes(0.5, Duration.ZERO), 6);

        // then
        assertThat(looks).extracting(Looked::samples).containsExactly(101, 101, 150, 150, 225, 225, 300, 300, 300, 300);
        assertThat(samples(Beginning.DRAWN.origin())).containsExactly(101, 150, 225, 300);
        assertThat(samples(snapshot(96))).containsExactly(300);
    }

    @Test
    void shouldLookOnceMoreAtAllThatIsKeptWithTheLastParametersWhichItWaitsFor() throws Exception {
        // given
        RollingProbes probes = probes(0.5, Duration.ofHours(1));
        publish(probes, 16, "1");
        FutureTask<Boolean> last = new FutureTask<>(() -> {
            probes.lookOnceMore();
            return true;
        });
        Thread thread = new Thread(last);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(looks).isEmpty();

        // when
        publish(probes, 24, SnapshotSchedule.LAST);

        // then
        assertThat(last.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(samples(snapshot(24))).containsExactly(TRAIN + HELD_OUT);
        assertThat(pauses).isEmpty();
        assertThat(probes.rows())
                .extracting(row -> row.representation().network())
                .contains(Network.RAW, Network.TRAINED, Network.UNTRAINED);
    }

    @Test
    void shouldLookOnceMoreWithTheNewestParametersWhenTheLastOnesDoNotCome() throws Exception {
        // given
        RollingProbes probes = probes(0.5, Duration.ZERO);
        publish(probes, 16, "1");
        probes.accept(PublishedParameters.of(PIPELINE, 1, 24, SnapshotSchedule.LAST), 1);

        // when
        probes.lookOnceMore();

        // then
        assertThat(samples(snapshot(16))).containsExactly(TRAIN + HELD_OUT);
    }

    @Test
    void shouldTellNothingWhenNoParametersCame() throws Exception {
        // given
        RollingProbes probes = probes(0.5, Duration.ZERO);

        // when
        probes.lookOnceMore();

        // then
        assertThat(looks).isEmpty();
        assertThat(probes.rows()).isEmpty();
    }
}
