package dev.solera.ingest.stream;

import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.TopicEnds;
import dev.solera.service.event.ControlTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run has written down of where it stands in its source. A position rides in the headers of what is published; one that only
 * chance decided is kept on the control topic first. What is published counts: a note of a process that died may arrive late.
 */
public final class PositionBook {

    /** The key of a position that is decided and may not be published yet. */
    public static final String POSITION = "source-position";

    private static final String START = "source-start";
    private static final String EVALUATION = "source-evaluation";

    private final SoleraStreams streams;

    public PositionBook(SoleraStreams streams) {
        this.streams = streams;
    }

    /** What the run began with, where it has begun. */
    Optional<SourceStart> start() throws InterruptedException {
        return streams.control().newest(START).map(SourceStart::parse);
    }

    /** Returns once it is safe. */
    void begin(SourceStart start) throws InterruptedException {
        streams.control().put(START, start.text());
    }

    /** What the evaluation pass up to these offsets is made of, where that was decided. */
    Optional<EvaluationNote> evaluation(List<Long> until) throws InterruptedException {
        return streams.control()
                .newest(EVALUATION)
                .map(EvaluationNote::parse)
                .filter(note -> note.until().equals(until));
    }

    /** Returns once it is safe. */
    void decide(EvaluationNote evaluation) throws InterruptedException {
        streams.control().put(EVALUATION, evaluation.text());
    }

    /**
     * The block that the first sample behind so many is of, or one before it.
     *
     * @param published samples that the run has in front of the first one that is missing
     */
    Optional<SourcePosition> at(long published) throws InterruptedException {
        List<SourcePosition> known = new ArrayList<>();
        ControlTopic control = streams.control();
        control.newest(POSITION).map(SourcePosition::parse).ifPresent(known::add);
        streams.ends(0).stream()
                .map(TopicEnds.End::sourcePosition)
                .flatMap(Optional::stream)
                .map(SourcePosition::parse)
                .forEach(known::add);
        // Of equals the last one counts.
        return known.stream()
                .filter(position -> position.before().samples() <= published)
                .reduce((one, other) -> other.block() >= one.block() ? other : one);
    }
}
