package dev.solera.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LagGateTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final LagGate gate = new LagGate(10, 2, 0);
    private Thread waiting;
    private Thread reading;

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

    private CompletableFuture<Void> awaitWantedOnAThread() {
        var wanted = new CompletableFuture<Void>();
        reading = new Thread(() -> {
            try {
                gate.awaitWanted(HOUR);
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
        var wanted = awaitWantedOnAThread();

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
        Duration waited = Duration.ofMillis(800);
        await().pollDelay(waited).until(() -> true);

        // when
        long before = System.nanoTime();
        gate.awaitWanted(HOUR);

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(waited.dividedBy(10));
    }

    @Test
    void shouldWantPositionsAfterAWhileWhenNobodyWaits() throws InterruptedException {
        // given
        gate.pass(10);
        passOnAThread(1);
        awaitBlocked();
        gate.consumed(0, 5);
        await().until(() -> !waiting.isAlive());

        // when
        Duration most = Duration.ofMillis(100);
        long before = System.nanoTime();
        gate.awaitWanted(most);

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(most);
    }

    @Test
    void shouldHoldNoReaderOfPositionsWhenClosed() {
        // given
        var wanted = awaitWantedOnAThread();

        // when
        gate.close();

        // then
        await().until(wanted::isDone);
    }
}
