package dev.solera.module;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.ActivationConsumer;
import dev.solera.service.ActivationPublisher;
import dev.solera.service.PositionReporter;
import dev.solera.service.SoleraStreams;
import dev.solera.service.TelemetryListener;
import dev.solera.service.TelemetryPublisher;
import dev.solera.stream.TelemetryEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Runs the module's loop on a thread of its own from the service's start to its stop, and shows how it is. */
@Component("training")
final class ModuleWorker implements SmartLifecycle, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(ModuleWorker.class);
    private static final long GRACE_MILLIS = 10_000;

    private final PipelineDefinition pipeline;
    private final ModuleProperties settings;
    private final SoleraStreams streams;
    private final TelemetryPublisher telemetry;
    private final MeterRegistry registry;
    private final String name;
    private volatile Health health = Health.up().withDetail("state", "starting").build();
    private Thread thread;

    ModuleWorker(
            PipelineDefinition pipeline,
            ModuleProperties settings,
            SoleraStreams streams,
            TelemetryPublisher telemetry,
            MeterRegistry registry) {
        pipeline.module(settings.number());
        this.pipeline = pipeline;
        this.settings = settings;
        this.streams = streams;
        this.telemetry = telemetry;
        this.registry = registry;
        this.name = "module-" + settings.number();
    }

    @Override
    public synchronized void start() {
        thread = new Thread(this::work, name + "-training");
        thread.start();
    }

    private void work() {
        try {
            learn();
            health = Health.up().withDetail("state", "finished").build();
        } catch (InterruptedException e) {
            LOG.info("module stopped module={}", settings.number());
            health = Health.down().withDetail("state", "stopped").build();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void fail(Exception e) {
        String cause = e.getMessage() == null ? e.toString() : e.getMessage();
        LOG.error("module failed module={} cause=\"{}\"", settings.number(), cause, e);
        telemetry.publish(new TelemetryEvent.Failed(telemetry.run(), System.currentTimeMillis(), name, cause));
        health = Health.down()
                .withDetail("state", "failed")
                .withDetail("cause", cause)
                .build();
    }

    private void learn() throws InterruptedException, IOException {
        int number = settings.number();
        var lag = new UpstreamLag(number - 1);
        try (ActivationConsumer input = streams.consumer(name, number - 1);
                ActivationPublisher output = streams.publisher(name, number);
                PositionReporter positions = streams.positions(name, number, Optional.of(input), output);
                TelemetryListener above = streams.telemetryFromBeginning(name + "-lag", lag::accept)) {
            var metrics = new ModuleMetrics(registry, pipeline.pipeline(), number, input, output, lag);
            var teller = new StepTeller(number, telemetry, metrics, input, output, lag);
            var snapshots = new Snapshots(pipeline, telemetry.run(), settings);
            try (ModuleLoop loop = new ModuleLoop(pipeline, number, input, output, snapshots, teller)) {
                health = Health.up().withDetail("state", "training").build();
                loop.run();
                telemetry.publish(
                        new TelemetryEvent.Finished(telemetry.run(), System.currentTimeMillis(), name, loop.counts()));
            }
        }
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public synchronized void stop() {
        thread.interrupt();
        try {
            thread.join(GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
