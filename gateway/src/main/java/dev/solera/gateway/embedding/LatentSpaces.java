package dev.solera.gateway.embedding;

import dev.solera.gateway.model.EmbeddingQueue;
import dev.solera.gateway.model.Embeddings;
import dev.solera.gateway.model.LoadedStack;
import dev.solera.gateway.model.Models;
import dev.solera.gateway.model.QueueFullException;
import dev.solera.gateway.model.Recordings;
import dev.solera.gateway.snapshot.StackSnapshot;
import java.util.ArrayList;
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

    private final Models models;
    private final EmbeddingQueue queue;
    private final Gallery gallery;
    private final GalleryProperties properties;
    private final Semaphore asked = new Semaphore(0);
    private final List<Consumer<StackSnapshot>> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<Integer, LatentSpace> spaces = Map.of();
    private volatile Map<String, List<String>> classes = Map.of();
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
    Optional<LatentSpace> at(int depth) {
        return Optional.ofNullable(spaces.get(depth));
    }

    /** Names of the classes of each label. */
    Map<String, List<String>> classes() {
        return classes;
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
        List<GallerySample> samples = gallery.samples();
        Set<Integer> depths = IntStream.rangeClosed(1, stack.depth()).boxed().collect(Collectors.toSet());
        List<Embeddings> parts = new ArrayList<>();
        long until = System.nanoTime() + properties.budget().toNanos();
        int done = 0;
        while (done < samples.size() && System.nanoTime() < until) {
            int end = Math.min(samples.size(), done + AT_ONCE);
            Optional<Embeddings> part = embed(stack, samples.subList(done, end), depths);
            if (part.isEmpty()) {
                return;
            }
            parts.add(part.get());
            done = end;
        }
        if (done < 2) {
            return;
        }
        Map<Integer, LatentSpace> newer = new HashMap<>();
        for (int depth : depths) {
            float[][] embeddings = new float[done][];
            for (int i = 0; i < done; i++) {
                int count = Math.min(AT_ONCE, done - i / AT_ONCE * AT_ONCE);
                embeddings[i] = parts.get(i / AT_ONCE).of(i % AT_ONCE, count, depth);
            }
            newer.put(
                    depth,
                    LatentSpace.of(
                            stack.snapshot().number(),
                            stack.snapshot().samples(),
                            samples.subList(0, done),
                            embeddings,
                            at(depth)));
        }
        classes = stack.snapshot().classes();
        spaces = newer;
        listeners.forEach(listener -> listener.accept(stack.snapshot()));
    }

    /** Empty where the model is busy with too many requests, which go first; the next snapshot tries again. */
    private Optional<Embeddings> embed(LoadedStack stack, List<GallerySample> samples, Set<Integer> depths)
            throws InterruptedException {
        try {
            Recordings recordings = GalleryRecordings.of(stack, samples);
            return Optional.of(queue.embed(stack, recordings, depths).get());
        } catch (QueueFullException | ExecutionException e) {
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
    }

    @Override
    public boolean isRunning() {
        return thread.isPresent();
    }
}
