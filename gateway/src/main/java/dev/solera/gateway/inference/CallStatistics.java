package dev.solera.gateway.inference;

import dev.solera.gateway.model.Embeddings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How often models were asked since the gateway started, and how long that took. */
final class CallStatistics {

    private final Map<String, Counts> models = new ConcurrentHashMap<>();

    /** How often something happened, and how long it took altogether. */
    static final class Duration {

        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        private void add(long took) {
            count.increment();
            nanos.add(took);
        }

        long count() {
            return count.sum();
        }

        long nanos() {
            return nanos.sum();
        }
    }

    /** Of one model, whatever its version. */
    static final class Counts {

        final AtomicLong last = new AtomicLong();
        final LongAdder recordings = new LongAdder();
        final Duration success = new Duration();
        final Duration fail = new Duration();
        final Duration queue = new Duration();
        final Duration compute = new Duration();
    }

    Counts of(ModelName model) {
        return models.computeIfAbsent(model.text(), name -> new Counts());
    }

    void answered(ModelName model, int recordings, Embeddings.Times times, long took) {
        Counts counts = of(model);
        counts.last.set(System.currentTimeMillis());
        counts.recordings.add(recordings);
        counts.success.add(took);
        counts.queue.add(times.queued());
        counts.compute.add(times.computed());
    }

    void failed(ModelName model, long took) {
        Counts counts = of(model);
        counts.last.set(System.currentTimeMillis());
        counts.fail.add(took);
    }
}
