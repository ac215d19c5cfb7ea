package dev.solera.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.probe.accuracy.Interval;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.accuracy.Tally;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RollingReportsTest {

    private static final List<ProbeAccuracy> ROWS = List.of(new ProbeAccuracy(
            Representation.trained(1), "speaker", new Tally(1, 2), new Interval(0, 1), 0.5, 2, Double.NaN));

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @Test
    void shouldTellWhatThereIsAgainAndAgain() throws Exception {
        CountDownLatch thrice = new CountDownLatch(3);
        try (RollingReports reports = new RollingReports(() -> ROWS, told -> {
            assertThat(told).isSameAs(ROWS);
            thrice.countDown();
        })) {
            reports.every(Duration.ofMillis(1), failures::add);

            thrice.await();
        }
        assertThat(failures).isEmpty();
    }

    /** As it is while the broker is away. */
    @Test
    void shouldEndAtOnceWhenAReportIsStuck() throws Exception {
        // given
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch broker = new CountDownLatch(1);
        AtomicBoolean givenUp = new AtomicBoolean();
        RollingReports reports = new RollingReports(() -> ROWS, told -> {
            stuck.countDown();
            try {
                broker.await();
            } catch (InterruptedException e) {
                givenUp.set(true);
                awaitUninterruptibly(broker);
            }
        });
        reports.every(Duration.ofMillis(1), failures::add);
        stuck.await();

        // when the report is not even moved by an interrupt
        CompletableFuture<Void> closed = CompletableFuture.runAsync(reports::close);

        // then
        assertThat(closed).succeedsWithin(Duration.ofSeconds(30));
        await().untilTrue(givenUp);
        broker.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        CompletableFuture.runAsync(() -> {
                    try {
                        latch.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .join();
    }

    @Test
    void shouldLetAReportComeToItsEndWhenThereAreToBeNoMore() throws Exception {
        // given
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Boolean> whole = new CompletableFuture<>();
        RollingReports reports = new RollingReports(() -> ROWS, told -> {
            begun.countDown();
            try {
                goOn.await();
                whole.complete(true);
            } catch (InterruptedException e) {
                whole.complete(false);
            }
        });
        reports.every(Duration.ofMillis(1), failures::add);
        begun.await();

        // when
        reports.end();
        goOn.countDown();

        // then
        assertThat(whole.join()).isTrue();
    }

    @Test
    void shouldSayWhatEndedThem() {
        try (RollingReports reports = new RollingReports(
                () -> {
                    throw new OutOfMemoryError("Java heap space");
                },
                told -> {})) {
            reports.every(Duration.ofMillis(1), failures::add);

            await().until(() -> !failures.isEmpty());
            assertThat(failures.get(0)).isInstanceOf(OutOfMemoryError.class);
        }
    }
}
