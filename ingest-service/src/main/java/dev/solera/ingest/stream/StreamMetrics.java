package dev.solera.ingest.stream;

import dev.solera.service.event.TelemetryPublisher;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.TelemetryEvent.Supply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is told of a topic that is fed from. The meters are {@code solera.ingest.source.records}, {@code .malformed} and {@code .lost}
 * records, whether it is {@code .idle}, {@code .lag} by partition, and joined recordings that were {@code .crowded.out}; they are there, and zero, without a topic too. Telemetry has
 * the lag of all partitions, and whether records come.
 */
public final class StreamMetrics {

    private final MeterRegistry registry;
    private final TelemetryPublisher telemetry;
    private final Counter records;
    private final Counter malformed;
    private final Counter lost;
    private final Counter crowdedOut;
    private final AtomicLong idle = new AtomicLong();
    private final Map<Integer, AtomicLong> lags = new ConcurrentHashMap<>();

    public StreamMetrics(MeterRegistry registry, TelemetryPublisher telemetry) {
        this.registry = registry;
        this.telemetry = telemetry;
        this.records = counter("records", "records of the source that were read for the first time");
        this.malformed = counter("malformed", "records of the source that cannot be read, and were put aside");
        this.lost = counter("lost", "records of the source that were deleted before they were fed");
        this.crowdedOut =
                counter("crowded.out", "recordings that ended because more keys were joined at once than allowed");
        Gauge.builder("solera.ingest.source.idle", idle, AtomicLong::doubleValue)
                .description("1 while the source has nothing new")
                .strongReference(true)
                .register(registry);
        lag(0);
    }

    private Counter counter(String name, String what) {
        return Counter.builder("solera.ingest.source." + name).description(what).register(registry);
    }

    void read() {
        records.increment();
    }

    void malformed() {
        malformed.increment();
    }

    /** Records that were put aside in this process. */
    long malformedSoFar() {
        return (long) malformed.count();
    }

    void idle(boolean now) {
        idle.set(now ? 1 : 0);
    }

    void lost(long count) {
        lost.increment(count);
    }

    /** @return whether these are the first */
    boolean crowdedOut(long more) {
        boolean first = crowdedOut.count() == 0;
        crowdedOut.increment(more);
        return first;
    }

    /** @param isIdle whether there is nothing, and nothing has come for a while */
    void lag(List<Long> ends, List<Long> reached, boolean isIdle) {
        for (int p = 0; p < ends.size(); p++) {
            lag(p).set(Math.max(0, ends.get(p) - reached.get(p)));
        }
        tell(isIdle ? Supply.IDLE : Supply.FLOWING);
    }

    /** Nobody knows how far the topic's end is. */
    void away() {
        idle(false);
        tell(Supply.AWAY);
    }

    private void tell(Supply supply) {
        telemetry.publish(new TelemetryEvent.SourceLag(telemetry.run(), System.currentTimeMillis(), supply, lag()));
    }

    private long lag() {
        return lags.values().stream().mapToLong(AtomicLong::get).sum();
    }

    private AtomicLong lag(int partition) {
        return lags.computeIfAbsent(partition, number -> {
            AtomicLong lag = new AtomicLong();
            Gauge.builder("solera.ingest.source.lag", lag, AtomicLong::doubleValue)
                    .description("records of the source that are not fed yet")
                    .tag("partition", Integer.toString(number))
                    .strongReference(true)
                    .register(registry);
            return lag;
        });
    }
}
