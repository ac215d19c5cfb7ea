package dev.solera.ingest.plan;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.Recording;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Seeds;
import dev.solera.pipeline.Shuffle;
import java.util.List;
import java.util.Optional;

/**
 * The order of learning: sample number to (epoch, recording), the same for everybody who knows the definition and the listing.
 * Every epoch visits every recording once, in an order from (seed, epoch). Held-out recordings are visited too, as samples that
 * are only passed through.
 */
public final class SamplePlan {

    private final long seed;
    private final List<Recording> recordings;
    private EpochOrder order;

    /** @param recordings of the corpus, at least one of them not held out */
    public SamplePlan(PipelineDefinition definition, List<Recording> recordings) {
        this.seed = definition.seed();
        this.recordings = List.copyOf(recordings);
        if (trainRecordings() == 0) {
            throw new InvalidSourceException("source has no recording to train on; allowed: one or more");
        }
        this.order = EpochOrder.of(seed, 0, this.recordings.size());
    }

    /** Recordings that are trained on: training samples an epoch. */
    public int trainRecordings() {
        return (int)
                recordings.stream().filter(recording -> !recording.heldOut()).count();
    }

    /** Samples an epoch, training and held-out. */
    public int samplesPerEpoch() {
        return recordings.size();
    }

    /**
     * The recording whose turn it is.
     *
     * @param sample number over the whole run, from 0
     */
    public synchronized Recording turn(long sample) {
        long epoch = epoch(sample);
        if (order.epoch() != epoch) {
            order = EpochOrder.of(seed, epoch, recordings.size());
        }
        return recordings.get(order.places()[(int) (sample % recordings.size())]);
    }

    /**
     * What takes the turn where its recording turns out to be unreadable: another recording of the same purpose, behind it
     * in the listing; empty where there is no other one left.
     *
     * @param attempt from 1, for one recording after the other
     */
    public Optional<Recording> substitute(long sample, int attempt) {
        Recording turn = turn(sample);
        List<Recording> alike = recordings.stream()
                .filter(recording -> recording.heldOut() == turn.heldOut())
                .toList();
        return attempt < alike.size()
                ? Optional.of(alike.get((alike.indexOf(turn) + attempt) % alike.size()))
                : Optional.empty();
    }

    /** The round over all recordings that a sample is part of, from 0. */
    public long epoch(long sample) {
        return sample / recordings.size();
    }

    /** The order of one epoch: place to index of the recording. */
    private record EpochOrder(long epoch, int[] places) {

        static EpochOrder of(long seed, long epoch, int size) {
            return new EpochOrder(epoch, Shuffle.of(size, Seeds.generator(seed, "ingest-order", epoch)));
        }
    }
}
