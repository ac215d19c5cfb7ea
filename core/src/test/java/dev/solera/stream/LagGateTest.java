package dev.solera.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LagGateTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeClock clock = new FakeClock();
    private final LagGate gate = new LagGate(10, 2, 0, clock);
    private Thread waiting;
    private Thread reading;

    /** Stands still unless it is told to go on, and counts how often somebody has looked at it. */
    private static final class FakeClock implements LongSupplier {

        private final AtomicLong now = new AtomicLong();
        private final AtomicLong looks = new AtomicLong();

        @Override
        public long getAsLong() {
            long time = now.get();
            looks.incrementAndGet();
            return time;
        }

        private void advance(Duration by) {
            now.addAndGet(by.toNanos());
        }

        /** Somebody who looks again and again has decided by the time that it is now: of three looks the first may be older. */
        private void awaitLooks() {
            long before = looks.get();
            await().until(() -> looks.get() >= before + 3);
        }
    }

    private CompletableFuture<Void> passOnAThread(long samples) {
        var passed = new CompletableFuture<Void>();
        waiting = new Thread(() -> {
            try {
                gate.pass(samples);
                passed.complete(null);
            } catch (InterruptedException | RuntimeException e) {
                passed.completeExceptionally(e);
            }
        });
        waiting.start();
        return passed;
    }

    private CompletableFuture<Void> awaitWantedOnAThread(Duration most) {
        var wanted = new CompletableFuture<Void>();
        reading = new Thread(() -> {
            try {
                gate.awaitWanted(most);
                wanted.complete(null);
            } catch (InterruptedException e) {
                wanted.completeExceptionally(e);
            }
        });
        reading.start();
        await().until(() -> reading.getState() == Thread.State.TIMED_WAITING);
        return wanted;
    }

    private void awaitBlocked() {
        await().until(() -> waiting.getState() == Thread.State.WAITING);
    }

    @Test
    void shouldHoldThePublisherWhenTheStageDownstreamLags() throws InterruptedException {
        // given
        gate.pass(7);
        gate.pass(3);
        var third = passOnAThread(4);
        awaitBlocked();

        // when too little is consumed for those that wait, and for one that comes now
        gate.consumed(0, 3);
        var fourth = passOnAThread(4);
        await().until(() -> waiting.getState() == Thread.State.WAITING || fourth.isDone());
        assertThat(fourth).isNotDone();
        assertThat(third).isNotDone();
        gate.consumed(1, 5);

        // then
        third.join();
        fourth.join();
        assertThat(gate.lag()).isEqualTo(10);
    }

    @Test
    void shouldIgnoreAPositionWhenItIsOlderThanKnown() throws InterruptedException {
        // given
        gate.pass(10);
        gate.consumed(0, 5);

        // when
        gate.consumed(0, 2);
        gate.consumed(7, 100);

        // then
        assertThat(gate.lag()).isEqualTo(5);
    }

    @Test
    void shouldLetNobodyPassWhenClosed() throws InterruptedException {
        // given
        gate.pass(10);
        var second = passOnAThread(1);
        awaitBlocked();

        // when
        gate.close();

        // then
        assertThatThrownBy(second::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("lag gate is closed");
    }

    @Test
    void shouldRefuseWhenARecordIsLargerThanTheBound() {
        assertThatThrownBy(() -> gate.pass(11))
                .hasMessageContaining("record has 11 samples; allowed: the lag bound 10");
    }

    @Test
    void shouldPassAtOnceWhenNobodyConsumes() throws InterruptedException {
        // given
        LagGate open = new LagGate(Long.MAX_VALUE, 1, 0);

        // when
        open.pass(1L << 40);
        open.pass(1L << 40);

        // then
        assertThat(open.lag()).isEqualTo(1L << 41);
    }

    @Test
    void shouldCountWhatWasPublishedBeforeWhenRestarted() throws InterruptedException {
        // given
        LagGate restarted = new LagGate(10, 1, 100);

        // when
        restarted.consumed(0, 95);
        restarted.pass(5);

        // then
        assertThat(restarted.lag()).isEqualTo(10);
    }

    @Test
    void shouldWantPositionsAtOnceWhenSomebodyBeginsToWait() throws InterruptedException {
        // given
        gate.pass(10);
        var wanted = awaitWantedOnAThread(HOUR);

        // when
        passOnAThread(1);

        // then
        await().until(wanted::isDone);
    }

    @Test
    void shouldWantPositionsLaterWhenSomebodyHasWaitedForLong() throws InterruptedException {
        // given
        gate.pass(10);
        passOnAThread(1);
        awaitBlocked();
        clock.advance(Duration.ofMillis(80));
        var wanted = awaitWantedOnAThread(HOUR);

        // when it is almost an eighth of that, then not yet
        clock.advance(Duration.ofMillis(9));
        clock.awaitLooks();
        assertThat(wanted).isNotDone();

        // when it is, then they are
        clock.advance(Duration.ofMillis(1));
        await().until(wanted::isDone);
    }

    @Test
    void shouldWantPositionsAfterAWhileWhenSomebodyHasWaitedForVeryLong() throws InterruptedException {
        // given
        gate.pass(10);
        passOnAThread(1);
        awaitBlocked();
        clock.advance(HOUR);
        var wanted = awaitWantedOnAThread(Duration.ofMillis(10));

        // when
        clock.advance(Duration.ofMillis(10));

        // then
        await().until(wanted::isDone);
    }

    @Test
    void shouldWantPositionsAfterAWhileWhenNobodyWaits() throws InterruptedException {
        // given
        gate.pass(10);
        passOnAThread(1);
        awaitBlocked();
        gate.consumed(0, 5);
        await().until(() -> !waiting.isAlive());
        var wanted = awaitWantedOnAThread(Duration.ofMillis(10));

        // when it is almost over, then not yet
        clock.advance(Duration.ofMillis(9));
        clock.awaitLooks();
        assertThat(wanted).isNotDone();

        // when it is, then they are
        clock.advance(Duration.ofMillis(1));
        await().until(wanted::isDone);
    }

    @Test
    void shouldHoldNoReaderOfPositionsWhenClosed() {
        // given
        var wanted = awaitWantedOnAThread(HOUR);

        // when
        gate.close();

        // then
        await().until(wanted::isDone);
    }
}
