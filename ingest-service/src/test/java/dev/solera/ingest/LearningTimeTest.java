package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LearningTimeTest {

    private final AtomicLong clock = new AtomicLong(-5);

    private LearningTime time(Duration limit) {
        return new LearningTime(Optional.ofNullable(limit), clock::get);
    }

    private void pass(Duration duration) {
        clock.addAndGet(duration.toNanos());
    }

    @Test
    void shouldBeUpWhenAllLivesTogetherHaveLearnedForSoLong() {
        // given
        LearningTime time = time(Duration.ofMinutes(30));
        pass(Duration.ofHours(2));
        time.goOn(Duration.ofMinutes(20));

        // when
        pass(Duration.ofMinutes(9));
        boolean before = time.isUp();
        pass(Duration.ofMinutes(1));

        // then
        assertThat(before).isFalse();
        assertThat(time.isUp()).isTrue();
        assertThat(time.spent()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void shouldStandWhileNothingIsLearned() {
        // given
        LearningTime time = time(Duration.ofMinutes(30));
        time.goOn(Duration.ofMinutes(20));
        pass(Duration.ofMinutes(9));

        // when
        time.stand();
        pass(Duration.ofHours(2));
        Duration standing = time.spent();
        time.goOn();
        pass(Duration.ofSeconds(59));

        // then
        assertThat(standing).isEqualTo(Duration.ofMinutes(29));
        assertThat(time.isUp()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(time.isUp()).isTrue();
    }

    @Test
    void shouldBeWrittenDownEveryTenSecondsWhenAClockEndsLearning() {
        LearningTime time = time(Duration.ofMinutes(30));
        time.goOn(Duration.ofMinutes(1));
        pass(Duration.ofMillis(9_999));
        assertThat(time.isToBeNoted()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(time.isToBeNoted()).isTrue();
        time.noted(time.spent());
        assertThat(time.isToBeNoted()).isFalse();
    }

    @Test
    void shouldNeverBeUpNorWrittenDownWhenNoClockEndsLearning() {
        LearningTime time = time(null);
        pass(Duration.ofDays(300));
        assertThat(time.isUp()).isFalse();
        assertThat(time.isToBeNoted()).isFalse();
    }
}
