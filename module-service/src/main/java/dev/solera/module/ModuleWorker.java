package dev.solera.module;

import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.CrashPoint;
import dev.solera.checkpoint.FolderCheckpoints;
import dev.solera.checkpoint.InputPosition;
import dev.solera.checkpoint.InvalidCheckpointException;
import dev.solera.checkpoint.Provenance;
import dev.solera.checkpoint.StaleOwnerException;
import dev.solera.learning.LossNotFiniteException;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.SoleraStreams;
import dev.solera.service.broker.PublishFailedException;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.TelemetryListener;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.flow.NeedlessRecords;
import dev.solera.service.flow.PositionReporter;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs the loop of the service's modules on a thread of its own from the service's start to its stop: restores the newest checkpoint, trains
 * on from there, and does so again where outputs could not be delivered.
 */
@Component
final class ModuleWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ModuleWorker.class);
    private static final long GRACE_MILLIS = 15_000;

    private final ModuleProperties settings;
    private final SoleraStreams streams;
    private final TelemetryPublisher telemetry;
    private final ModuleMetrics metrics;
    private final Lifecycle lifecycle;
    private final ServiceFailure failure;
    private final DiskWait disk;
    private final Provenance owner;
    private final String name;
    private Optional<ModuleLoop> running = Optional.empty();
    private boolean stopping;
    private Thread thread;

    ModuleWorker(
            PipelineDefinition pipeline,
            ModuleProperties settings,
            SoleraStreams streams,
            TelemetryPublisher telemetry,
            ModuleMetrics metrics,
            Lifecycle lifecycle,
            ServiceFailure failure) {
        this.settings = settings;
        this.streams = streams;
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.lifecycle = lifecycle;
        this.failure = failure;
        this.disk = new DiskWait(lifecycle);
        this.owner = new Provenance(telemetry.run(), pipeline, settings.modules(pipeline), 0, 0);
        this.name = owner.modules().service();
    }

    @Override
    public synchronized void start() {
        Thread training = new Thread(this::work, name + "-training");
        thread = training;
        failure.onReport(cause -> stopElsewhere(training));
        training.start();
    }

    private void work() {
        try {
            lifecycle.to(Lifecycle.State.RESTORING);
            long epoch = disk.<Long, InvalidCheckpointException>until("modules not acquired", () -> store().acquire());
            boolean over = false;
            while (!over) {
                over = learnUntilOutputsAreLost(epoch);
            }
        } catch (InterruptedException | InterruptException e) {
            lifecycle.to(Lifecycle.State.DRAINING);
            lifecycle.to(Lifecycle.State.STOPPED, "stopped before its last checkpoint");
        } catch (StaleOwnerException e) {
            supersede(e);
        } catch (Throwable e) { // an Error too: whoever waits would wait for ever
            fail(e);
        }
    }

    /** Whichever thread has ended, the module goes no further. */
    private static void stopElsewhere(Thread training) {
        if (Thread.currentThread() != training) {
            training.interrupt();
        }
    }

    private CheckpointStore store() {
        return FolderCheckpoints.of(
                settings.checkpoint().folder(), owner, settings.checkpoint().keep());
    }

    /**
     * @return whether nothing is left to do: false where outputs were lost, which the newest checkpoint brings back
     */
    private boolean learnUntilOutputsAreLost(long epoch)
            throws InterruptedException, IOException, InvalidCheckpointException {
        try {
            learnAsOwner(epoch);
            return true;
        } catch (PublishFailedException e) {
            if (!e.isPassing()) {
                throw e;
            }
            LOG.warn("outputs lost, restoring module={} cause=\"{}\"", owner.modules(), e.getMessage());
            lifecycle.to(Lifecycle.State.RESTORING, e.getMessage());
            streams.awaitBroker();
            return false;
        }
    }

    /** Whatever goes wrong while another process has the module is not the module's fault, and nothing to restore from. */
    private void learnAsOwner(long epoch) throws InterruptedException, IOException, InvalidCheckpointException {
        CheckpointStore store = store();
        requireOwnership(store, epoch);
        try {
            learn(store, epoch);
        } catch (IOException | InvalidCheckpointException | RuntimeException e) {
            requireOwnership(store, epoch);
            throw e;
        }
    }

    private void requireOwnership(CheckpointStore store, long epoch) throws IOException, InterruptedException {
        disk.<Void, IOException>until("owner not known", () -> {
            store.requireOwnership(epoch);
            return null;
        });
    }

    /** The module itself has not failed: it is trained elsewhere, so that the run is told nothing. */
    private void supersede(StaleOwnerException e) {
        LOG.error("superseded, stopping module={} cause=\"{}\"", owner.modules(), e.getMessage());
        lifecycle.to(Lifecycle.State.FAILED, e.getMessage());
    }

    private void fail(Throwable e) {
        if (e instanceof LossNotFiniteException notFinite) {
            metrics.lossNotFinite(notFinite.module());
        }
        failure.report(e);
    }

    /** A checkpoint was not written, for good: a training thread that waits for samples would not hear of it. */
    private void checkpointLost(Throwable cause, ActivationConsumer input) {
        if (cause instanceof Error) {
            failure.report(cause);
        } else {
            input.fail(new CompletionException(cause));
        }
    }

    private void checkpointKept(CheckpointStore.Kept kept, NeedlessRecords needless) {
        telemetry.publish(new TelemetryEvent.Kept(
                telemetry.run(), System.currentTimeMillis(), owner.modules().first(), kept.back()));
        kept.oldest().ifPresent(oldest -> needless.deleteBefore(InputPositions.toRead(oldest)));
    }

    private void learn(CheckpointStore store, long epoch)
            throws InterruptedException, IOException, InvalidCheckpointException {
        lifecycle.to(Lifecycle.State.RESTORING);
        Optional<Checkpoint> from = disk.until("checkpoint not read", store::newest);
        CrashPoint.DURING_RESTORE.reached();
        from.ifPresent(checkpoint -> LOG.info(
                "restored module={} step={} samples={}",
                owner.modules(),
                checkpoint.provenance().step(),
                checkpoint.provenance().samples()));
        List<InputPosition> positions =
                from.map(Checkpoint::positions).orElseGet(() -> InputPositions.beginning(streams.partitions()));
        ModuleRange modules = owner.modules();
        int upstreamDepth = modules.first() - 1;
        var lag = new UpstreamLag(upstreamDepth);
        var downstream = new DownstreamKept(owner.pipeline(), modules.last());
        try (ActivationConsumer input = streams.consumer(name, upstreamDepth, InputPositions.toRead(positions));
                ActivationPublisher output =
                        streams.publisher(name, modules.last(), InputPositions.published(positions));
                PositionReporter reporter = streams.positions(modules, input, output);
                NeedlessRecords needless = streams.needlessRecords(name, upstreamDepth);
                TelemetryListener neighbours = streams.positionsFromBeginning(name + "-neighbours", event -> {
                    lag.accept(event);
                    downstream.accept(event);
                });
                Checkpointer checkpoints = new Checkpointer(
                        name,
                        settings.checkpoint(),
                        store,
                        epoch,
                        from.map(checkpoint -> checkpoint.provenance().step()).orElse(0L),
                        disk,
                        cause -> checkpointLost(cause, input),
                        downstream::sequences,
                        kept -> checkpointKept(kept, needless))) {
            metrics.observe(from.map(checkpoint -> checkpoint.provenance().step()), input, output, lag, checkpoints);
            var teller = new StepTeller(modules, telemetry, metrics, input, output, lag);
            try (ModuleLoop loop = new ModuleLoop(
                    owner,
                    from.map(Checkpoint::state),
                    positions,
                    input,
                    output,
                    checkpoints,
                    new Snapshots(owner, store, epoch, settings, disk),
                    teller)) {
                train(loop);
            }
        }
    }

    private void train(ModuleLoop loop) throws InterruptedException, IOException {
        if (!begin(loop)) {
            return;
        }
        if (loop.run()) {
            finish(loop.counts());
        } else {
            lifecycle.to(Lifecycle.State.STOPPED);
        }
    }

    private synchronized boolean begin(ModuleLoop loop) {
        running = Optional.of(loop);
        lifecycle.to(stopping ? Lifecycle.State.DRAINING : Lifecycle.State.TRAINING);
        return !stopping;
    }

    private void finish(Map<String, Long> counts) throws InterruptedException {
        telemetry.deliver(new TelemetryEvent.Finished(telemetry.run(), System.currentTimeMillis(), name, counts));
        lifecycle.to(Lifecycle.State.FINISHED);
    }

    /** Lets the loop write a last checkpoint; gives it up where that takes too long. */
    @Override
    public void stop() {
        Thread ending = drain();
        try {
            ending.join(GRACE_MILLIS);
            ending.interrupt();
            ending.join(GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Thread drain() {
        Thread ending = thread;
        stopping = true;
        thread = null;
        lifecycle.to(Lifecycle.State.DRAINING);
        running.ifPresent(ModuleLoop::drain);
        return ending;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
