package dev.solera.stream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.solera.activation.MalformedRecordException;
import dev.solera.pipeline.WireDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What services tell about themselves on the telemetry topic: JSON, one event a record, {@code type} says which. Every event
 * is shorter than {@link #MOST_BYTES}: of a list that grows with the recordings it holds the length and the first few entries,
 * of a text the beginning. Whoever needs the rest reads it at its source.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TelemetryEvent.Source.class, name = "source"),
    @JsonSubTypes.Type(value = TelemetryEvent.SourceLag.class, name = "source-lag"),
    @JsonSubTypes.Type(value = TelemetryEvent.Step.class, name = "step"),
    @JsonSubTypes.Type(value = TelemetryEvent.Position.class, name = "position"),
    @JsonSubTypes.Type(value = TelemetryEvent.Kept.class, name = "kept"),
    @JsonSubTypes.Type(value = TelemetryEvent.EvaluationStart.class, name = "evaluation-start"),
    @JsonSubTypes.Type(value = TelemetryEvent.Fitting.class, name = "fitting"),
    @JsonSubTypes.Type(value = TelemetryEvent.Accuracy.class, name = "accuracy"),
    @JsonSubTypes.Type(value = TelemetryEvent.Waiting.class, name = "waiting"),
    @JsonSubTypes.Type(value = TelemetryEvent.Paused.class, name = "paused"),
    @JsonSubTypes.Type(value = TelemetryEvent.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = TelemetryEvent.Failed.class, name = "failed")
})
public sealed interface TelemetryEvent {

    /** Bytes that every event fits into as JSON, far fewer than a record may have. */
    int MOST_BYTES = 64 << 10;

    /** The run that the event is of; events of other runs are ignored. */
    String run();

    /** When, milliseconds since the epoch. */
    long time();

    /** The key under which an event replaces earlier ones, which nobody needs any more; empty where every event counts. */
    default Optional<String> key() {
        return Optional.empty();
    }

    /**
     * What ingest feeds, said once before the first sample.
     *
     * @param origin where samples come from, for people: a folder or a synthetic source
     * @param listingHash SHA-256 over the listing of usable recordings
     * @param recordings usable ones
     * @param heldOut of them
     * @param skipped unreadable or empty files
     * @param labels by name
     * @param trainSamples samples that the run trains on, -1 where a deadline decides
     */
    record Source(
            String run,
            long time,
            String origin,
            String listingHash,
            int recordings,
            int heldOut,
            Skipped skipped,
            Map<String, Label> labels,
            long trainSamples)
            implements TelemetryEvent {

        public Source {
            origin = Brief.text(origin);
            listingHash = Brief.name("listing hash", listingHash);
            labels = Brief.table("labels", labels, RecordLimits.MOST_LABELS);
        }
    }

    /**
     * Files that cannot be used.
     *
     * @param count how many
     * @param first of them in the order of their names, with the cause
     */
    record Skipped(int count, Map<String, String> first) {

        private static final int NAMED = 5;

        public Skipped {
            first = Brief.first(first, NAMED);
        }

        /** @param all by name with the cause */
        public static Skipped of(Map<String, String> all) {
            return new Skipped(all.size(), all);
        }
    }

    /**
     * One label.
     *
     * @param classes how many
     * @param ofFrames whether there is one a 10 ms frame, rather than one a recording
     */
    record Label(int classes, boolean ofFrames) {}

    /**
     * How far ingest is behind the end of the topic that it feeds from, said every few seconds; of other sources never.
     *
     * @param supply whether records come
     * @param records of the topic that ingest has not taken yet; while the topic is away, those that were known last
     */
    record SourceLag(String run, long time, Supply supply, long records) implements TelemetryEvent {

        public SourceLag {
            if (records < 0) {
                throw MalformedRecordException.of("records", records, "0 or more");
            }
        }

        @Override
        public Optional<String> key() {
            return Optional.of(run + "/source-lag");
        }
    }

    /** Whether records come from a topic. */
    enum Supply {
        FLOWING,
        /** There is nothing new, and nothing is wrong. */
        IDLE,
        /** Its cluster does not answer, or has no such topic. */
        AWAY
    }

    /**
     * One training step of one module.
     *
     * @param module from 1
     * @param step from 1
     * @param samples trained on so far
     * @param loss of the module's objective, nats; 0 where it is frozen
     * @param bound loss of a module that knows nothing less this one, nats: of InfoNCE a lower bound on mutual information
     * @param contrastiveAccuracy fraction of positions whose positive scores higher than all its negatives; of samples told right by a classifier
     * @param deadChannels output channels that are zero at every position of the batch
     * @param trainSeconds spent training this step
     * @param waitSeconds spent waiting for its batch
     * @param publishSeconds spent waiting until its outputs could be handed to the publisher
     * @param lag samples published by the stage upstream and not yet consumed by this one; 0 where it hands on in memory
     * @param bytesIn of record values consumed so far; 0 where its input comes in memory
     * @param bytesOut of record values published so far; 0 where it hands on in memory
     */
    record Step(
            String run,
            long time,
            int module,
            long step,
            long samples,
            double loss,
            double bound,
            double contrastiveAccuracy,
            int deadChannels,
            double trainSeconds,
            double waitSeconds,
            double publishSeconds,
            long lag,
            long bytesIn,
            long bytesOut)
            implements TelemetryEvent {

        /** Whether the module is frozen: it loses nothing, and would lose nothing if it knew nothing. */
        @JsonIgnore
        public boolean isFrozen() {
            return loss == 0 && bound == 0;
        }
    }

    /**
     * How far a stage has come, said at least every second; the stage upstream holds its lag bound by it.
     *
     * @param stage 0 for ingest, else the module's number; of modules that share a service the first one tells what it has
     *     consumed and the last one what it has published
     * @param consumed samples taken from the input topic for good, by partition; empty where the stage has none
     * @param published samples published and acknowledged, by partition of the output topic; empty where the stage has none
     */
    record Position(String run, long time, int stage, List<Long> consumed, List<Long> published)
            implements TelemetryEvent {

        public Position {
            consumed = List.copyOf(consumed);
            published = List.copyOf(published);
            if (Stream.concat(consumed.stream(), published.stream()).anyMatch(samples -> samples < 0)) {
                throw MalformedRecordException.of("positions", consumed + " and " + published, "numbers from 0");
            }
            if (Math.max(consumed.size(), published.size()) > WireDefinition.MOST_PARTITIONS) {
                throw MalformedRecordException.of(
                        "partitions",
                        consumed.size() + " and " + published.size(),
                        "up to " + WireDefinition.MOST_PARTITIONS);
            }
        }

        @Override
        public Optional<String> key() {
            return Optional.of(run + "/" + stage);
        }
    }

    /**
     * How far back a module can be taken, said with every checkpoint where another module feeds it in lossless flow: that one
     * keeps a checkpoint from which it can do so from there on.
     *
     * @param module from 1
     * @param sequences of its input behind the checkpoint that it would go on from, over all partitions
     */
    record Kept(String run, long time, int module, long sequences) implements TelemetryEvent {

        @Override
        public Optional<String> key() {
            return Optional.of(run + "/" + module + "/kept");
        }
    }

    /**
     * The evaluation pass begins in a topic.
     *
     * @param stage whose output topic, 0 for {@code activations.0}
     * @param partition of that topic
     * @param offset of the record with the first evaluation sample
     */
    record EvaluationStart(String run, long time, int stage, int partition, long offset) implements TelemetryEvent {}

    /**
     * How far the probe is with the final table, said every few seconds for as long as it works.
     *
     * @param fitted classifiers of the table, those that validate it among them
     * @param all of them; 0 before the first one is fitted, as nobody knows yet how many there will be
     */
    record Fitting(String run, long time, int fitted, int all) implements TelemetryEvent {

        public Fitting {
            if (fitted < 0 || fitted > all) {
                throw MalformedRecordException.of("fitted", fitted, "0 to " + all);
            }
        }

        @Override
        public Optional<String> key() {
            return Optional.of(run + "/fitting");
        }
    }

    /**
     * One row of the accuracy table.
     *
     * @param depth 0 is the raw input
     * @param label the label's name
     * @param network whose representation: {@code trained} or {@code untrained} ({@code raw} at depth 0)
     * @param rolling whether measured while modules learn, so that features come from many parameter versions
     * @param accuracy fraction right of the held-out ones
     * @param low lower end of the 95 % interval
     * @param high upper end of the 95 % interval
     * @param perClass mean over the held-out classes of the fraction right of each
     * @param heldOut held-out recordings (labels a recording) or frames (labels a time step) that were scored
     * @param classes of the label
     * @param validation accuracy by cross-validation on train, which chooses the best depth; NaN where there is none
     */
    record Accuracy(
            String run,
            long time,
            int depth,
            String label,
            String network,
            boolean rolling,
            double accuracy,
            double low,
            double high,
            double perClass,
            long heldOut,
            int classes,
            double validation)
            implements TelemetryEvent {

        public Accuracy {
            label = Brief.name("label", label);
            network = Brief.name("network", network);
        }
    }

    /**
     * A service cannot go on at the moment, and will when it can.
     *
     * @param service its name
     * @param cause one line that says what it waits for; empty once it goes on
     */
    record Waiting(String run, long time, String service, String cause) implements TelemetryEvent {

        public Waiting {
            service = Brief.name("service", service);
            cause = Brief.text(cause);
        }
    }

    /**
     * A service was told to pause, or to go on; said again when it starts and still has to pause.
     *
     * @param service its name
     * @param paused whether it does nothing until it is told to
     */
    record Paused(String run, long time, String service, boolean paused) implements TelemetryEvent {

        public Paused {
            service = Brief.name("service", service);
        }
    }

    /**
     * A service has done all it had to.
     *
     * @param service its name: {@code ingest}, {@code module-3}, {@code probe}
     * @param counts what it counted, for the report (samples trained, passed on untrained, dead letters, ...)
     */
    record Finished(String run, long time, String service, Map<String, Long> counts) implements TelemetryEvent {

        private static final int MOST_COUNTS = 64;

        public Finished {
            service = Brief.name("service", service);
            counts = Brief.table("counts", counts, MOST_COUNTS);
        }
    }

    /**
     * A service cannot go on.
     *
     * @param service its name
     * @param cause one line that names the thing, the value and what is allowed
     */
    record Failed(String run, long time, String service, String cause) implements TelemetryEvent {

        public Failed {
            service = Brief.name("service", service);
            cause = Brief.text(cause);
        }
    }
}
