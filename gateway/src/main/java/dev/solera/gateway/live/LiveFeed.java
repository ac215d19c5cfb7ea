package dev.solera.gateway.live;

import dev.solera.service.lifecycle.ServiceFailure;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Brings telemetry to the run as it is known here, and what has changed of that to the stream: several times a second, however
 * fast telemetry comes, so that what a client gets is bounded by the number of modules. It stops before the web server does,
 * which would wait for those who listen.
 */
final class LiveFeed implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final long TOLD_EVERY_MILLIS = 100;
    private static final long RUN_TOLD_EVERY = 10;

    private final TelemetrySource source;
    private final LiveRun live;
    private final EventStream stream;
    private final ServiceFailure failure;
    private Optional<Thread> listening = Optional.empty();
    private Optional<ScheduledExecutorService> telling = Optional.empty();
    private Optional<RunView.State> told = Optional.empty();
    private long rounds;

    LiveFeed(TelemetrySource source, LiveRun live, EventStream stream, ServiceFailure failure) {
        this.source = source;
        this.live = live;
        this.stream = stream;
        this.failure = failure;
    }

    @Override
    public void start() {
        Thread thread = new Thread(failure.guarded(this::listen), "gateway-telemetry");
        thread.setDaemon(true);
        listening = Optional.of(thread);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread teller = new Thread(work, "gateway-live");
            teller.setDaemon(true);
            return teller;
        });
        telling = Optional.of(timer);
        thread.start();
        timer.scheduleWithFixedDelay(
                failure.guarded(this::tell), TOLD_EVERY_MILLIS, TOLD_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** It may wait for the broker for long; meanwhile the gateway answers that nothing was heard yet. */
    private void listen() {
        try (AutoCloseable feed = source.feed(live::accept)) {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            LOG.warn("telemetry not closed cause=\"{}\"", e.getMessage());
        }
    }

    private void tell() {
        live.changedModules().forEach(module -> stream.tell("module", module));
        live.changedProbes().ifPresent(probes -> stream.tell("probes", probes));
        RunView run = live.run();
        boolean changed = !told.equals(Optional.of(run.state()));
        if (changed || rounds % RUN_TOLD_EVERY == 0) {
            stream.tell("run", run);
            told = Optional.of(run.state());
        }
        rounds++;
    }

    @Override
    public void stop() {
        telling.ifPresent(ScheduledExecutorService::shutdownNow);
        listening.ifPresent(Thread::interrupt);
        stream.close();
        listening.ifPresent(LiveFeed::join);
        telling = Optional.empty();
        listening = Optional.empty();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return telling.isPresent();
    }
}
