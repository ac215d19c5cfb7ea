package dev.solera.gateway.live;

import dev.solera.stream.TelemetryEvent.Supply;
import java.util.List;
import java.util.Optional;

/**
 * How a run is, as far as telemetry has told.
 *
 * @param pipeline the definition's name
 * @param run its name
 * @param state where it stands
 * @param cause what is waited for, why it failed, which services are paused, or which are stale while others are heard; empty otherwise
 * @param source what it learns from, once ingest has said so
 * @param began when it was first heard of, milliseconds since the epoch
 * @param heard when it was last heard of
 * @param now by the clock of the gateway
 * @param fed samples that ingest has published
 * @param services in the order of the stream
 */
public record RunView(
        String pipeline,
        String run,
        State state,
        String cause,
        Optional<SourceView> source,
        Optional<Long> began,
        Optional<Long> heard,
        long now,
        long fed,
        List<ServiceView> services) {

    /** Where a run stands. */
    public enum State {
        /** Nothing was heard of it yet. */
        SILENT,
        /** Samples come in; no module has trained on any. */
        FEEDING,
        TRAINING,
        /** Somebody has paused ingest or a module. */
        PAUSED,
        /** A service cannot go on at the moment, and will when it can. */
        WAITING,
        /** Modules are frozen and pass the evaluation samples on, or the final probes are fitted. */
        EVALUATING,
        FINISHED,
        FAILED,
        /** It should go on, and nothing was heard of it, or of a service of it, for a while. */
        STALE
    }

    /**
     * What a run learns from.
     *
     * @param origin a folder, a synthetic source or a topic
     * @param recordings usable ones
     * @param heldOut of them
     * @param skipped files that cannot be used
     * @param trainSamples that it will train on; none where a deadline decides
     * @param labels that probes are asked for
     * @param topic how it is, once ingest has said so; none where it is no topic
     */
    public record SourceView(
            String origin,
            int recordings,
            int heldOut,
            int skipped,
            Optional<Long> trainSamples,
            List<LabelView> labels,
            Optional<TopicView> topic) {}

    /**
     * A topic that is learned from.
     *
     * @param supply whether records come
     * @param lag records that ingest has not taken yet
     */
    public record TopicView(Supply supply, long lag) {}

    /**
     * One label.
     *
     * @param name its name
     * @param classes how many
     * @param ofFrames whether there is one a 10 ms frame, rather than one a recording
     */
    public record LabelView(String name, int classes, boolean ofFrames) {}
}
