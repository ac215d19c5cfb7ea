package dev.solera.module;

import dev.solera.checkpoint.Provenance;
import dev.solera.learning.ModuleChain;
import dev.solera.service.document.DocumentPublisher;
import dev.solera.snapshot.Snapshot;
import dev.solera.snapshot.SnapshotCodec;
import dev.solera.snapshot.SnapshotSchedule;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes snapshots of the modules' parameters beside training, at the numbers of samples that the schedule says, and at one that
 * somebody asks for. The training
 * thread copies them at a border, so that each is what the lock-step loop has after as many samples; a thread of its own sends
 * them.
 *
 * <p>A checkpoint is written once the snapshots before it are acknowledged ({@link #delivered}). So a process that dies misses
 * none: it trains up to the same numbers again, and publishes the same bytes under the same keys.
 */
final class PublishedSnapshots implements AutoCloseable {

    /** What stands for a number of samples where nobody has asked for a snapshot. */
    static final long NOT_ASKED = -1;

    private static final Logger LOG = LoggerFactory.getLogger(PublishedSnapshots.class);

    private final Provenance owner;
    private final SnapshotSchedule schedule;
    private final SnapshotCodec codec;
    private final Ownership ownership;
    private final DiskWait disk;
    private final DocumentPublisher publisher;
    private final LongSupplier asked;
    private final WritingThread writer;
    private long looked;
    /** What was asked for last and is done with. */
    private long answered;

    /**
     * @param trained samples that training goes on from: a checkpoint behind the first one has its snapshot
     * @param asked number of samples that somebody has asked for a snapshot after, which is none that has passed
     * @param writer for these alone
     */
    PublishedSnapshots(
            Provenance owner,
            long trained,
            Ownership ownership,
            DiskWait disk,
            DocumentPublisher publisher,
            LongSupplier asked,
            WritingThread writer) {
        this.owner = owner;
        this.schedule = SnapshotSchedule.of(owner.pipeline());
        this.codec = new SnapshotCodec(owner.pipeline());
        this.looked = trained == 0 ? -1 : trained;
        this.ownership = ownership;
        this.disk = disk;
        this.publisher = publisher;
        this.asked = asked;
        this.answered = asked.getAsLong() <= trained && trained > 0 ? asked.getAsLong() : NOT_ASKED;
        this.writer = writer;
    }

    /**
     * Has a snapshot published at a border where one is due; returns before that, but waits for the one before.
     *
     * @throws IOException where the one before could not be, for good
     */
    void publishIfDue(ModuleChain chain) throws IOException, InterruptedException {
        long samples = chain.progress().trained();
        boolean passed = samples == looked;
        looked = samples;
        boolean wanted = isAskedFor(samples);
        if (!passed && schedule.isDue(samples)) {
            publish(chain, schedule.slot(samples));
        } else if (!passed && wanted) {
            publish(chain, SnapshotSchedule.ASKED);
        }
    }

    /** Says so where what is asked for comes too late. */
    private boolean isAskedFor(long samples) {
        long number = asked.getAsLong();
        if (number == answered || number > samples) {
            return false;
        }
        answered = number;
        if (number < samples) {
            LOG.warn(
                    "snapshot not published modules={} asked-for={} trained={} cause=\"asked for too late\"",
                    owner.modules().service(),
                    number,
                    samples);
        }
        return number == samples;
    }

    /** Has the last one of the run published, whatever its number of samples. */
    void publishLast(ModuleChain chain) throws IOException, InterruptedException {
        publish(chain, SnapshotSchedule.LAST);
    }

    private void publish(ModuleChain chain, String slot) throws IOException, InterruptedException {
        writer.awaitWritten();
        long samples = chain.progress().trained();
        List<Snapshot> taken = owner.modules().numbers().stream()
                .map(number -> codec.take(chain.module(number), number, samples))
                .toList();
        writer.write(CompletableFuture.completedFuture(null), () -> deliver(taken, slot));
    }

    private void deliver(List<Snapshot> taken, String slot) throws IOException {
        try {
            disk.<Void, IOException>until("owner not known", () -> {
                ownership.require();
                return null;
            });
            for (Snapshot snapshot : taken) {
                publisher.deliver(snapshot.module(), snapshot.samples(), slot, codec.encode(snapshot));
            }
        } catch (InterruptedException e) {
            throw new IOException("snapshot given up, as the service stops", e);
        }
    }

    /** Done when all that were handed over are acknowledged; failed where they cannot be. */
    CompletableFuture<Void> delivered() {
        return writer.written();
    }

    /** Gives up what is not published. */
    @Override
    public void close() throws InterruptedException {
        writer.close();
    }
}
