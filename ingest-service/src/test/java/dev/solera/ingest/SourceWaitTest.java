package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.service.lifecycle.Lifecycle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceWaitTest {

    private final Lifecycle lifecycle = new Lifecycle("ingest", new SimpleMeterRegistry());
    private final List<String> told = new ArrayList<>();
    private final List<Lifecycle.State> states = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private final LearningTime time = new LearningTime(Optional.empty(), () -> now.toNanos());

    @BeforeEach
    void train() {
        lifecycle.to(Lifecycle.State.RESTORING);
        lifecycle.to(Lifecycle.State.TRAINING);
    }

    @Test
    void shouldDoWhatIsLeftOnceBeforeItWaits() throws InterruptedException {
        // given
        List<Duration> prepared = new ArrayList<>();

        // when
        waiting(Duration.ofMinutes(5)).until(awayFor(Duration.ofMinutes(4)), () -> prepared.add(now));
        waiting(Duration.ofMinutes(5)).until(() -> "sample", () -> prepared.add(now));

        // then
        assertThat(prepared).containsExactly(Duration.ZERO);
    }

    /** Samples are handed over as fast as those downstream take them, which the source knows nothing of. */
    @Test
    void shouldBeAsPatientWhenWhatIsLeftTakesLongBeforeItWaits() throws InterruptedException {
        // given
        Duration handingOver = Duration.ofMinutes(10);

        // when
        String read = waiting(Duration.ofMinutes(3))
                .until(awayFor(handingOver.plusMinutes(2)), () -> now = now.plus(handingOver));

        // then
        assertThat(read).isEqualTo("sample");
        assertThatThrownBy(() -> waiting(Duration.ofMinutes(3))
                        .until(awayFor(now.plus(handingOver).plusMinutes(4)), () -> now = now.plus(handingOver)))
                .hasMessageEndingWith("waited for 180 s, as solera.ingest.source-patience says");
    }

    @Test
    void shouldShowWhyItWaitsAndGoOnWhenTheSourceIsBack() throws InterruptedException {
        // when
        String read = waiting(Duration.ofMinutes(5)).until(awayFor(Duration.ofMinutes(4)));

        // then
        assertThat(read).isEqualTo("sample");
        assertThat(now).isEqualTo(Duration.ofMinutes(4));
        assertThat(told).hasSize(2).first().asString().contains("recording a.wav cannot be reached", "gone/a.wav");
        assertThat(told.get(1)).isEmpty();
        assertThat(states).containsOnly(Lifecycle.State.PAUSED);
        assertThat(time.spent()).isZero();
        now = now.plusSeconds(1);
        assertThat(time.spent()).isEqualTo(Duration.ofSeconds(1));
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.TRAINING);
    }

    @Test
    void shouldFailInASentenceWhenTheSourceIsAwayForLonger() {
        assertThatThrownBy(() -> waiting(Duration.ofMinutes(3)).until(awayFor(Duration.ofMinutes(4))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("recording a.wav cannot be reached")
                .hasMessageEndingWith("waited for 180 s, as solera.ingest.source-patience says");
        assertThat(now).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void shouldNotPauseWhenTheSourceIsThere() throws InterruptedException {
        assertThat(waiting(Duration.ZERO).until(awayFor(Duration.ZERO))).isEqualTo("sample");
        assertThat(told).isEmpty();
    }

    private SourceWait waiting(Duration patience) {
        return new SourceWait(patience, time, lifecycle, told::add, () -> now.toNanos(), pause -> {
            now = now.plus(pause);
            states.add(lifecycle.state());
        });
    }

    private Supplier<String> awayFor(Duration time) {
        return () -> {
            if (now.compareTo(time) < 0) {
                throw new SourceUnavailableException("a.wav", new NoSuchFileException("gone/a.wav"));
            }
            return "sample";
        };
    }
}
