package dev.solera.service.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FailableQueueTest {

    private final FailableQueue<Integer> queue = new FailableQueue<>(2);
    private Thread waiting;

    /** Something that waits at the queue. */
    private interface Waiting<T> {
        T call() throws InterruptedException;
    }

    private <T> CompletableFuture<T> whileWaiting(Waiting<T> action) {
        var result = new CompletableFuture<T>();
        waiting = new Thread(() -> {
            try {
                result.complete(action.call());
            } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        return result;
    }

    @Test
    void shouldWaitForRoomWhenFull() throws InterruptedException {
        // given
        queue.put(1);
        queue.put(2);
        var third = whileWaiting(() -> queue.put(3));

        // when
        assertThat(queue.take()).hasValue(1);

        // then
        assertThat(third.join()).isTrue();
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void shouldHandOutWhatCameBeforeWhenItFails() throws InterruptedException {
        // given
        queue.put(1);

        // when
        queue.fail(new IllegalStateException("first"));
        queue.fail(new IllegalStateException("second"));

        // then
        assertThat(queue.take()).hasValue(1);
        assertThatThrownBy(queue::take).hasMessage("first");
        assertThatThrownBy(() -> queue.put(2)).hasMessage("first");
    }

    @Test
    void shouldWakeWhoeverWaitsWhenItFails() {
        // given
        var taking = whileWaiting(queue::take);

        // when
        queue.fail(new IllegalStateException("broken"));

        // then
        assertThatThrownBy(taking::join).isInstanceOf(CompletionException.class).hasRootCauseMessage("broken");
    }

    @Test
    void shouldTakeNothingMoreWhenClosed() throws InterruptedException {
        // given
        queue.put(1);
        queue.put(2);
        var third = whileWaiting(() -> queue.put(3));

        // when
        queue.close();

        // then
        assertThat(third.join()).isFalse();
        assertThat(queue.take()).hasValue(1);
        assertThat(queue.take()).hasValue(2);
        assertThat(queue.take()).isEmpty();
    }
}
