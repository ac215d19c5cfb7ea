package dev.solera.gateway.embedding;

import dev.solera.gateway.gallery.Gallery;
import dev.solera.gateway.gallery.GalleryProperties;
import dev.solera.gateway.gallery.GalleryRecordings;
import dev.solera.gateway.gallery.GallerySample;
import dev.solera.gateway.model.EmbeddingQueue;
import dev.solera.gateway.model.LoadedStack;
import dev.solera.gateway.model.Models;
import dev.solera.gateway.model.NotTakenException;
import dev.solera.gateway.snapshot.StackSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * What the newest snapshot makes of the gallery, at every depth. It is computed on a thread of its own whenever there is another
 * snapshot, or the gallery has grown, through the queue that requests wait in, a few samples at a time.
 */
public final class LatentSpaces implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LatentSpaces.class);
    private static final int AT_ONCE = 8;

    /** Fewer samples lie in no plane. */
    private static final int LEAST = 2;

    private final Models models;
    private final EmbeddingQueue queue;
    private final Gallery gallery;
    private final GalleryProperties properties;
    private final Semaphore asked = new Semaphore(0);
    private final List<Consumer<StackSnapshot>> listeners = new CopyOnWriteArrayList<>();
    private Optional<EmbeddedGallery> current = Optional.empty();
    private Optional<Thread> thread = Optional.empty();

    LatentSpaces(Models models, EmbeddingQueue queue, Gallery gallery, GalleryProperties properties) {
        this.models = models;
        this.queue = queue;
        this.gallery = gallery;
        this.properties = properties;
        models.onLoaded(stack -> refresh());
    }

    /** Told of every snapshot whose latent spaces are there. */
    public void onNewer(Consumer<StackSnapshot> listener) {
        listeners.add(listener);
    }

    /** Looks at the gallery again, soon. */
    void refresh() {
        asked.release();
    }

    /** At a depth, once there is one. */
    synchronized Optional<LatentSpace> at(int depth) {
        return current.flatMap(gallery -> gallery.space(depth));
    }

    /** What the newest snapshot that has looked at it makes of the gallery, its stack held: whoever takes it lets that go. */
    synchronized Optional<EmbeddedGallery> hold() {
        current.ifPresent(gallery -> gallery.stack().hold());
        return current;
    }

    /** Names of the classes of each label. */
    synchronized Map<String, List<String>> classes() {
        return current.map(gallery -> gallery.stack().snapshot().classes()).orElse(Map.of());
    }

    /** Labels that the gallery knows, in the order of their names. */
    Set<String> labels() {
        return gallery.samples().stream()
                .flatMap(sample -> sample.labels().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void work() {
        try {
            while (true) {
                asked.acquire();
                asked.drainPermits();
                Optional<LoadedStack> held = models.hold();
                if (held.isPresent()) {
                    LoadedStack stack = held.get();
                    try {
                        embed(stack);
                    } catch (RuntimeException e) {
                        LOG.error(
                                "gallery not embedded samples={}",
                                stack.snapshot().samples(),
                                e);
                    } finally {
                        stack.release();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void embed(LoadedStack stack) throws InterruptedException {
        long half = properties.budget().toNanos() / 2;
        Optional<EmbeddedSamples> heldOut = embed(stack, gallery.heldOut(), half);
        if (heldOut.isEmpty()) {
            return;
        }
        Optional<EmbeddedSamples> training = embed(stack, gallery.training(), half);
        if (training.isEmpty()) {
            return;
        }
        Map<Integer, LatentSpace> spaces = new HashMap<>();
        if (heldOut.get().samples().size() >= LEAST) {
            for (int depth = 1; depth <= stack.depth(); depth++) {
                spaces.put(depth, LatentSpace.of(stack.snapshot(), depth, heldOut.get(), at(depth)));
            }
        }
        stack.hold();
        replace(Optional.of(new EmbeddedGallery(stack, spaces, training.get())));
        listeners.forEach(listener -> listener.accept(stack.snapshot()));
    }

    private void replace(Optional<EmbeddedGallery> newer) {
        Optional<EmbeddedGallery> former;
        synchronized (this) {
            former = current;
            current = newer;
        }
        former.ifPresent(one -> one.stack().release());
    }

    /** As many as the time allows; empty where the model is busy with too many requests, which go first: the next snapshot tries again. */
    private Optional<EmbeddedSamples> embed(LoadedStack stack, List<GallerySample> samples, long nanos)
            throws InterruptedException {
        long until = System.nanoTime() + nanos;
        Set<Integer> depths = IntStream.rangeClosed(1, stack.depth()).boxed().collect(Collectors.toSet());
        EmbeddedSamples embedded = new EmbeddedSamples(depths);
        try {
            for (int done = 0; done < samples.size() && System.nanoTime() < until; done += AT_ONCE) {
                List<GallerySample> some = samples.subList(done, Math.min(samples.size(), done + AT_ONCE));
                embedded.add(
                        some,
                        queue.embed(stack, GalleryRecordings.of(stack, some), depths)
                                .get());
            }
            return Optional.of(embedded);
        } catch (NotTakenException | ExecutionException e) {
            LOG.warn("gallery not embedded cause=\"{}\"", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void start() {
        Thread worker = new Thread(this::work, "gallery");
        worker.setDaemon(true);
        worker.start();
        thread = Optional.of(worker);
    }

    @Override
    public void stop() {
        thread.ifPresent(worker -> {
            worker.interrupt();
            try {
                TimeUnit.SECONDS.timedJoin(worker, 10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread = Optional.empty();
        replace(Optional.empty());
    }

    @Override
    public boolean isRunning() {
        return thread.isPresent();
    }
}
