package dev.solera.gateway.model;

import ai.onnxruntime.OrtException;
import dev.solera.gateway.snapshot.StackSnapshot;
import dev.solera.pipeline.PipelineDefinition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest snapshot that can be asked. Another one takes its place once it is loaded and checked; who asks meanwhile is answered
 * from the former one, and so is everybody where the new one is refused.
 */
public final class Models implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Models.class);

    private final PipelineDefinition definition;
    private final InferenceProperties properties;
    private final String version;
    private final Verification verification;
    private final AtomicReference<LoadedStack> current = new AtomicReference<>();
    private final List<Consumer<LoadedStack>> listeners = new CopyOnWriteArrayList<>();
    private final Counter loaded;
    private final Counter refused;

    public Models(
            PipelineDefinition definition, InferenceProperties properties, MeterRegistry registry, String version) {
        this.definition = definition;
        this.properties = properties;
        this.version = version;
        this.verification = new Verification(definition, version);
        this.loaded = Counter.builder("solera.gateway.snapshots.loaded")
                .description("Snapshots that were checked and taken into use")
                .register(registry);
        this.refused = Counter.builder("solera.gateway.snapshots.refused")
                .description("Snapshots that could not be used; the one before stayed")
                .register(registry);
        Gauge.builder("solera.gateway.snapshot.samples", this, Models::samples)
                .description("Samples that the modules of the snapshot in use were trained on")
                .register(registry);
    }

    private double samples() {
        LoadedStack stack = current.get();
        return stack == null ? Double.NaN : stack.snapshot().samples();
    }

    /** Told of every snapshot that is taken into use, the one in use first; called on the thread that loads them. */
    public void onLoaded(Consumer<LoadedStack> listener) {
        listeners.add(listener);
    }

    /** Loads and checks a snapshot; from then on it is the one that is asked. */
    public void load(StackSnapshot snapshot) {
        try {
            LoadedStack stack = checked(snapshot);
            LoadedStack former = current.getAndSet(stack);
            if (former != null) {
                former.release();
            }
            loaded.increment();
            LOG.info("snapshot in use number={} samples={}", snapshot.number(), snapshot.samples());
            listeners.forEach(listener -> listener.accept(stack));
        } catch (SnapshotRefusedException | OrtException | RuntimeException e) {
            refused.increment();
            LOG.warn(
                    "snapshot refused number={} samples={} in_use={} cause={}",
                    snapshot.number(),
                    snapshot.samples(),
                    Optional.ofNullable(current.get())
                            .map(stack -> Long.toString(stack.snapshot().number()))
                            .orElse("none"),
                    e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private LoadedStack checked(StackSnapshot snapshot) throws SnapshotRefusedException, OrtException {
        verification.requireModules(snapshot);
        LoadedStack stack = LoadedStack.of(definition, snapshot, properties, version);
        try {
            verification.requireNumbers(stack);
            return stack;
        } catch (SnapshotRefusedException | RuntimeException e) {
            stack.release();
            throw e;
        }
    }

    /** The one in use, held: whoever takes it lets it go. Empty before the first. */
    public Optional<LoadedStack> hold() {
        while (true) {
            LoadedStack stack = current.get();
            if (stack == null) {
                return Optional.empty();
            }
            if (stack.hold()) {
                return Optional.of(stack);
            }
        }
    }

    /** The gateway's. */
    public String version() {
        return version;
    }

    /** Depth of the top, which is known before there is a snapshot. */
    public int depth() {
        return definition.depth();
    }

    /** Lets the one in use go. */
    @Override
    public void close() {
        LoadedStack stack = current.getAndSet(null);
        if (stack != null) {
            stack.release();
        }
    }
}
