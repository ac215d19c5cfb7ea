package dev.solera.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LagGateTest {

    private final LagGate gate = new LagGate(10, 2, 0);
    private Thread waiting;

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
}
