package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.plan.PlannedSample;
import dev.solera.ingest.stream.EvaluationChoice.Chosen;
import dev.solera.ingest.stream.RecordReading.Read;
import dev.solera.media.UnreadableRecordingException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evaluation pass of a topic that ends. What was fed is read twice more, up to where learning ended: first to choose labelled
 * recordings, then for their samples, so that no more than a choice is in memory. What was deleted by then is not evaluated, and
 * what is deleted after it was chosen has blank samples; either is told.
 *
 * @param <T> a recording
 */
final class TopicEvaluation<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicEvaluation.class);

    private final RecordFeed<T> feed;
    private final FedRecords records;
    private final PositionBook book;
    private final int limit;
    private final Deque<PlannedSample> ready = new ArrayDeque<>();
    private Assembly<T> assembly;
    private Optional<EvaluationChoice> choice = Optional.empty();
    private Optional<EvaluationNote> known = Optional.empty();
    private Optional<Map<String, Chosen>> awaited = Optional.empty();

    /**
     * @param limit bound on the samples of training recordings, and again on those of held-out ones
     * @param records that were fed; closed with this
     */
    TopicEvaluation(RecordFeed<T> feed, int limit, FedRecords records, PositionBook book) {
        this.feed = feed;
        this.limit = limit;
        this.records = records;
        this.book = book;
        this.assembly = feed.assembly(records.partitions());
    }

    /** The next sample; empty behind the last one. */
    Optional<PlannedSample> next() {
        while (ready.isEmpty()) {
            if (choice.isEmpty()) {
                begin();
            } else if (awaited.isEmpty()) {
                look();
            } else if (awaited.orElseThrow().isEmpty()) {
                return Optional.empty();
            } else {
                give();
            }
        }
        return Optional.of(ready.remove());
    }

    /** Records that were fed, and were deleted before it was decided what is evaluated. */
    long deleted() {
        return records.deleted();
    }

    /** What was planned by an earlier life can be planned again as long as all of it is there. */
    private void begin() {
        try {
            known = book.evaluation(records.until());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        List<Long> there = records.there();
        assembly = feed.assembly(records.partitions());
        choice = Optional.of(new EvaluationChoice(feed.definition().seed(), limit));
        boolean whole = known.map(note -> isWhole(note.from(), there)).orElse(true);
        records.from(known.filter(note -> whole).map(EvaluationNote::from).orElse(there));
        assembly.beginBehindDeleted(records.cut());
        if (!whole) {
            LOG.warn("evaluation ends, as records were deleted that were chosen source={}", records.name());
            known.orElseThrow().purposes().forEach(heldOut -> giveBlank("", heldOut, 1, 1));
            awaited = Optional.of(Map.of());
        } else if (deleted() > 0) {
            LOG.warn("evaluation without records that were deleted source={} deleted={}", records.name(), deleted());
        }
    }

    private static boolean isWhole(List<Long> from, List<Long> there) {
        return IntStream.range(0, from.size()).allMatch(p -> there.get(p) <= from.get(p));
    }

    private void look() {
        try {
            take(this::offer);
        } catch (DeletedRecordsException e) {
            begin();
            return;
        }
        if (records.isAtEnd()) {
            decide(choice.orElseThrow().chosen());
        }
    }

    private void take(Consumer<Read<T>> made) {
        Optional<ConsumerRecord<byte[], byte[]>> record = records.take();
        try {
            if (record.isPresent()) {
                assembly.add(record.orElseThrow(), made);
            }
        } catch (UnreadableRecordingException e) {
            // There is a letter of it since it was fed.
        }
        if (records.isAtEnd() && records.isEndOfTopic()) {
            assembly.end(made);
        }
    }

    /** Where nothing is known of a recording, there is nothing to probe. */
    private void offer(Read<T> read) {
        if (!read.labels().isEmpty()) {
            choice.orElseThrow().offer(read, feed.reading().medium().length(read.recording()));
        }
    }

    private void decide(Map<String, Chosen> chosen) {
        List<Boolean> heldOut = chosen.values().stream()
                .flatMap(one -> IntStream.range(0, one.samples()).mapToObj(i -> one.heldOut()))
                .toList();
        EvaluationNote note = EvaluationNote.of(records.from(), records.until(), heldOut);
        try {
            book.decide(note);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        LOG.info(
                "evaluation decided source={} recordings={} samples={}", records.name(), chosen.size(), note.samples());
        assembly = feed.assembly(records.partitions());
        records.from(records.from());
        awaited = Optional.of(chosen);
    }

    private void give() {
        try {
            take(this::giveUpTo);
        } catch (DeletedRecordsException e) {
            LOG.warn("evaluation without records that were deleted meanwhile cause=\"{}\"", e.getMessage());
            assembly = feed.assembly(records.partitions());
            records.goOnBehind();
            return;
        }
        if (records.isAtEnd()) {
            giveBlank(awaited.orElseThrow().values().iterator(), Optional.empty());
        }
    }

    private void giveUpTo(Read<T> read) {
        Map<String, Chosen> others = awaited.orElseThrow();
        Chosen one = others.get(read.name());
        if (one == null) {
            return;
        }
        Iterator<Chosen> next = others.values().iterator();
        giveBlank(next, Optional.of(one));
        int index = (int) (one.place() & Integer.MAX_VALUE);
        Recording recording = new Recording(index, read.name(), one.length(), read.heldOut(), read.labels());
        feed.reading().evaluation(feed.definition(), recording, Map.of(index, read.recording())).stream()
                .limit(one.samples())
                .forEach(ready::add);
    }

    /** Of those before one, which are not there any more; takes that one away too. */
    private void giveBlank(Iterator<Chosen> next, Optional<Chosen> end) {
        while (next.hasNext()) {
            Chosen one = next.next();
            next.remove();
            if (end.filter(one::equals).isPresent()) {
                return;
            }
            giveBlank(one.name(), one.heldOut(), one.length(), one.samples());
        }
    }

    private void giveBlank(String name, boolean heldOut, int length, int samples) {
        Recording recording = new Recording(0, name, length, heldOut, Map.of());
        feed.reading().evaluation(feed.definition(), recording, Map.of()).stream()
                .limit(samples)
                .map(BlankSample::new)
                .forEach(ready::add);
    }

    @Override
    public void close() {
        records.close();
    }
}
