package dev.solera.service.monitoring;

import dev.solera.service.broker.KafkaClients;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.Topics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker every few seconds about the pipeline's topics and shows the answers as meters, so that disk, traffic and
 * replicas are seen without an exporter beside the broker. While it does not answer, {@code solera.broker.nodes} is 0 and
 * what lies on its disks is not shown.
 */
public final class BrokerWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final Topics topics;
    private final KafkaClients clients;
    private final MeterRegistry registry;
    private final GaugeTable missingReplicas;
    private final GaugeTable sizes;
    private final GaugeTable total;
    private final GaugeTable usable;
    private final Map<TopicPartition, BrokerView.Offsets> offsets = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock;
    private Optional<Admin> admin = Optional.empty();
    private String trouble = "";
    private volatile int nodes;
    private volatile double seconds = Double.NaN;

    public BrokerWatch(Topics topics, KafkaClients clients, MeterRegistry registry, ServiceFailure failure) {
        this.topics = topics;
        this.clients = clients;
        this.registry = registry;
        Gauge.builder("solera.broker.nodes", this, watch -> watch.nodes)
                .description("brokers that are there, 0 while none answers")
                .register(registry);
        Gauge.builder("solera.broker.answer", this, watch -> watch.seconds)
                .baseUnit("seconds")
                .description("time that the broker took to tell the offsets of all topics")
                .register(registry);
        missingReplicas = gauges("solera.topic.missing.replicas", "replicas", "replicas that are not in sync");
        sizes = gauges("solera.topic.size", "bytes", "on a broker's disk");
        total = gauges("solera.broker.disk.total", "bytes", "of the disk that a broker's folder is on");
        usable = gauges("solera.broker.disk.usable", "bytes", "of the disk that a broker's folder is on");
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "broker-watch");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleWithFixedDelay(failure.guarded(this::look), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private GaugeTable gauges(String name, String unit, String description) {
        return new GaugeTable(MultiGauge.builder(name).baseUnit(unit).description(description), registry);
    }

    private void look() {
        try {
            List<Integer> brokers = BrokerView.nodes(admin());
            nodes = brokers.size();
            long begun = System.nanoTime();
            BrokerView view = BrokerView.of(admin(), topics);
            seconds = (System.nanoTime() - begun) * 1e-9;
            show(view);
            showDisks(BrokerView.disks(admin(), topics, brokers));
            trouble = "";
        } catch (ExecutionException e) {
            unanswered(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (TimeoutException | RuntimeException e) {
            unanswered(e.getMessage() == null ? "no answer" : e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Logs each new cause once; a broker that refuses an answer still counts as there. */
    private void unanswered(String cause, Throwable failure) {
        if (!(failure instanceof AuthorizationException)) {
            nodes = 0;
        }
        showDisks(List.of());
        if (!trouble.equals(cause)) {
            trouble = cause;
            LOG.warn("broker not seen in full servers={} cause=\"{}\"", clients.servers(), cause);
        }
    }

    private Admin admin() {
        if (admin.isEmpty()) {
            admin = Optional.of(clients.admin("solera-watch", Map.of()));
        }
        return admin.get();
    }

    private void show(BrokerView view) {
        view.partitions().forEach((partition, found) -> {
            if (offsets.put(partition, found) == null) {
                counter("solera.topic.written", "records ever written", partition, BrokerView.Offsets::end);
                counter("solera.topic.deleted", "records no longer there", partition, BrokerView.Offsets::begin);
            }
        });
        missingReplicas.show(view.missingReplicas().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> Tags.of("topic", entry.getKey()), entry -> (double) entry.getValue())));
    }

    private void counter(
            String name, String description, TopicPartition partition, ToDoubleFunction<BrokerView.Offsets> value) {
        FunctionCounter.builder(name, offsets, all -> value.applyAsDouble(all.get(partition)))
                .baseUnit("records")
                .description(description)
                .tags(tags(partition))
                .register(registry);
    }

    private void showDisks(List<BrokerView.Disk> disks) {
        Map<Tags, Double> bytes = new HashMap<>();
        disks.forEach(disk -> disk.sizes()
                .forEach((partition, size) ->
                        bytes.put(tags(partition).and("broker", Integer.toString(disk.broker())), (double) size)));
        sizes.show(bytes);
        total.show(byFolder(disks, BrokerView.Disk::totalBytes));
        usable.show(byFolder(disks, BrokerView.Disk::usableBytes));
    }

    private static Map<Tags, Double> byFolder(List<BrokerView.Disk> disks, ToDoubleFunction<BrokerView.Disk> bytes) {
        return disks.stream()
                .collect(Collectors.toMap(
                        disk -> Tags.of("broker", Integer.toString(disk.broker()), "folder", disk.folder()),
                        bytes::applyAsDouble));
    }

    private static Tags tags(TopicPartition partition) {
        return Tags.of("topic", partition.topic(), "partition", Integer.toString(partition.partition()));
    }

    @Override
    public void close() throws InterruptedException {
        clock.shutdownNow();
        clock.awaitTermination(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        admin.ifPresent(KafkaClients::close);
    }
}
