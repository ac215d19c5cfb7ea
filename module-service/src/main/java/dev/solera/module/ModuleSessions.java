package dev.solera.module;

import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.CrashPoint;
import dev.solera.checkpoint.FolderCheckpoints;
import dev.solera.checkpoint.InvalidCheckpointException;
import dev.solera.checkpoint.Provenance;
import dev.solera.checkpoint.StaleOwnerException;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.document.DocumentPublisher;
import dev.solera.service.event.CommandListener;
import dev.solera.service.event.PauseGate;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.flow.NeedlessRecords;
import dev.solera.service.flow.PositionReporter;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Stretches of training of a service's modules, each from the newest checkpoint on. It opens what they need for one, and closes
 * it when they stop: their checkpoints and parameter files, their input and output, and what their neighbours tell.
 */
@Component
final class ModuleSessions {

    private static final Logger LOG = LoggerFactory.getLogger(ModuleSessions.class);

    private final ModuleProperties settings;
    private final ComputeDevice device;
    private final SoleraStreams streams;
    private final TelemetryPublisher telemetry;
    private final ModuleMetrics metrics;
    private final ServiceFailure failure;
    private final DiskWait disk;
    private final PauseGate pause;
    private final Provenance owner;

    /** What is done with the modules meanwhile. */
    @FunctionalInterface
    interface Training {
        void train(ModuleLoop loop) throws InterruptedException, IOException;
    }

    ModuleSessions(
            PipelineDefinition pipeline,
            ModuleProperties settings,
            ComputeDevice device,
            SoleraStreams streams,
            TelemetryPublisher telemetry,
            ModuleMetrics metrics,
            Lifecycle lifecycle,
            ServiceFailure failure) {
        this.settings = settings;
        this.device = device;
        this.streams = streams;
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.failure = failure;
        this.disk = new DiskWait(lifecycle);
        this.pause = new PauseGate(lifecycle, telemetry);
        this.owner = new Provenance(telemetry.run(), pipeline, settings.modules(pipeline), List.of(device), 0, 0);
    }

    /** Those of the service. */
    ModuleRange modules() {
        return owner.modules();
    }

    /**
     * Takes the modules over from whoever owned them.
     *
     * @return the epoch of this process's ownership
     */
    long acquire() throws InvalidCheckpointException, StaleOwnerException, InterruptedException {
        return disk.<Long, InvalidCheckpointException>until("modules not acquired", () -> store().acquire());
    }

    private CheckpointStore store() {
        return FolderCheckpoints.of(
                settings.checkpoint().folder(), owner, settings.checkpoint().keep());
    }

    /**
     * Has them trained from their newest checkpoint on. What goes wrong while another process has them is no failure of theirs,
     * and nothing is restored.
     *
     * @throws StaleOwnerException where another process has them
     */
    void run(long epoch, Training training) throws InterruptedException, IOException, InvalidCheckpointException {
        Ownership ownership = new Ownership(store(), epoch);
        require(ownership);
        try {
            run(ownership, training);
        } catch (IOException | InvalidCheckpointException | RuntimeException e) {
            require(ownership);
            throw e;
        }
    }

    private void require(Ownership ownership) throws IOException, InterruptedException {
        disk.<Void, IOException>until("owner not known", () -> {
            ownership.require();
            return null;
        });
    }

    private void run(Ownership ownership, Training training)
            throws InterruptedException, IOException, InvalidCheckpointException {
        StartingPoint from = restore(ownership);
        ModuleRange modules = modules();
        String name = modules.service();
        int upstreamDepth = modules.first() - 1;
        var lag = new UpstreamLag(upstreamDepth);
        var downstream = new DownstreamKept(owner.pipeline(), modules.last());
        var asked = new AtomicLong(PublishedSnapshots.NOT_ASKED);
        try (CommandListener commands = streams.commands(name, pause, asked::set);
                ActivationConsumer input = streams.consumer(name, upstreamDepth, from.toRead());
                ActivationPublisher output = streams.publisher(name, modules.last(), from.published(), event -> {
                    lag.accept(event);
                    downstream.accept(event);
                });
                PositionReporter reporter = streams.positions(modules, input, output);
                NeedlessRecords needless = streams.needlessRecords(name, upstreamDepth);
                Checkpointer checkpoints = new Checkpointer(
                        settings.checkpoint(),
                        ownership,
                        from.step().orElse(0L),
                        disk,
                        new WritingThread(name + "-checkpoints", cause -> notWritten(cause, input)),
                        downstream::sequences,
                        kept -> checkpointKept(kept, needless));
                DocumentPublisher parameters = streams.parameters(modules);
                PublishedSnapshots published = new PublishedSnapshots(
                        owner,
                        from.trained(),
                        ownership,
                        disk,
                        parameters,
                        asked::get,
                        new WritingThread(name + "-parameters", cause -> notWritten(cause, input)));
                Snapshots snapshots = new Snapshots(
                        from.owner(),
                        ownership,
                        settings,
                        disk,
                        new WritingThread(name + "-snapshots", cause -> notWritten(cause, input)))) {
            metrics.observe(from.step(), input, output, lag, checkpoints);
            var teller = new StepTeller(modules, telemetry, metrics, input, output, lag);
            try (ModuleLoop loop =
                    new ModuleLoop(from, pause, input, output, checkpoints, published, snapshots, teller)) {
                training.train(loop);
            }
        }
    }

    private StartingPoint restore(Ownership ownership)
            throws InterruptedException, IOException, InvalidCheckpointException {
        Optional<Checkpoint> from = disk.until("checkpoint not read", ownership.store()::newest);
        CrashPoint.DURING_RESTORE.reached();
        from.ifPresent(checkpoint -> LOG.info(
                "restored module={} step={} samples={} device={} computed_on={}",
                modules(),
                checkpoint.provenance().step(),
                checkpoint.provenance().samples(),
                device,
                checkpoint.provenance().devices()));
        return from.isPresent() ? StartingPoint.of(owner, device, from.get()) : begin(ownership);
    }

    /**
     * What is taken over is kept as a checkpoint before anything is read: where the process dies before the next one, it has to
     * begin with the same, whatever has become of the files.
     */
    private StartingPoint begin(Ownership ownership) throws InterruptedException, IOException {
        StartingPoint start = StartingPoint.of(owner, device, settings.beginning(owner.pipeline()));
        if (start.takesOver()) {
            Checkpoint checkpoint = start.checkpoint();
            disk.<CheckpointStore.Kept, IOException>until(
                    "beginning not written", () -> ownership.write(checkpoint, 0));
        }
        return start;
    }

    /** For good: a training thread that waits for samples would not hear of it. */
    private void notWritten(Throwable cause, ActivationConsumer input) {
        if (cause instanceof Error) {
            failure.report(cause);
        } else if (cause instanceof RuntimeException unchecked) {
            input.fail(unchecked);
        } else {
            input.fail(new UncheckedIOException((IOException) cause));
        }
    }

    private void checkpointKept(CheckpointStore.Kept kept, NeedlessRecords needless) {
        int first = modules().first();
        if (DownstreamKept.isTold(owner.pipeline(), first)) {
            telemetry.publish(new TelemetryEvent.Kept(telemetry.run(), System.currentTimeMillis(), first, kept.back()));
        }
        kept.oldest().ifPresent(oldest -> needless.deleteBefore(InputPositions.toRead(oldest)));
    }
}
