package dev.solera.gateway.gallery;

import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.StreamItem;
import java.util.Collections;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Fills the gallery with what ingest publishes, until it is full or nothing new comes any more. Nobody waits for it. */
public final class GalleryTap implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(GalleryTap.class);
    private static final String NAME = "gateway";

    /** Whoever looks at the gallery is told when it has grown by so many samples. */
    private static final int GROWTH = 50;

    /** So many samples without one that the gallery takes: the recordings are all known, and too few are held out to fill it. */
    private static final int PATIENCE = 5000;

    private final SoleraStreams streams;
    private final Gallery gallery;
    private final Runnable grown;
    private final GalleryStore store;
    private final ServiceFailure failure;
    private Optional<Thread> thread = Optional.empty();
    private Optional<ActivationConsumer> tap = Optional.empty();
    private boolean stopped;

    public GalleryTap(
            SoleraStreams streams, Gallery gallery, Runnable grown, GalleryStore store, ServiceFailure failure) {
        this.streams = streams;
        this.gallery = gallery;
        this.grown = grown;
        this.store = store;
        this.failure = failure;
    }

    @Override
    public void start() {
        Thread reader = new Thread(failure.guarded(this::read), "gallery-tap");
        reader.setDaemon(true);
        thread = Optional.of(reader);
        reader.start();
    }

    private void read() {
        try (ActivationConsumer consumer =
                streams.tap(NAME, 0, Collections.nCopies(streams.partitions(), PartitionPosition.START))) {
            open(consumer);
            int taken = 0;
            int passed = 0;
            for (Optional<StreamItem> item = consumer.take();
                    item.isPresent() && !gallery.isFull() && passed < PATIENCE;
                    item = consumer.take()) {
                boolean took = item.get() instanceof StreamItem.Arrived arrived
                        && gallery.offer(GallerySample.of(arrived.sample()));
                passed = took ? 0 : passed + 1;
                if (took && ++taken % GROWTH == 0) {
                    grown.run();
                }
            }
            grown.run();
            store.write(gallery.samples());
            LOG.info("gallery filled samples={}", gallery.samples().size());
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void open(ActivationConsumer consumer) {
        tap = Optional.of(consumer);
        if (stopped) {
            consumer.close();
        }
    }

    /** What has come is kept: a tap that reads is told that there is no more, one that still waits for the broker gives up. */
    @Override
    public void stop() {
        synchronized (this) {
            stopped = true;
            tap.ifPresentOrElse(ActivationConsumer::close, () -> thread.ifPresent(Thread::interrupt));
        }
        thread.ifPresent(GalleryTap::join);
        thread = Optional.empty();
    }

    private static void join(Thread reader) {
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread.isPresent();
    }
}
