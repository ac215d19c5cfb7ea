package dev.solera.service.publisher;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.ReusedBytes;
import dev.solera.activation.Sample;
import dev.solera.checkpoint.CrashPoint;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.broker.ByteProducer;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.broker.PublishFailedException;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.stream.LagGate;
import dev.solera.stream.RecordGrouper;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.RecordLimits;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.StreamHeaders;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Turns a publisher's tasks into records of one activation topic and keeps track of what is acknowledged. */
public final class ActivationSender implements AutoCloseable {

    private static final long MIN_BUFFER_BYTES = 32L << 20;
    private static final int IN_FLIGHT_REQUESTS = 5;

    private final int depth;
    private final int partitions;
    private final int slice;
    private final String topic;
    private final String identity;
    private final TelemetryPublisher telemetry;
    private final ByteProducer producer;
    private final ActivationCodec codec;
    private final RecordGrouper grouper;
    private final LagGate gate;
    private final Acknowledgements acknowledgements;
    private final boolean lossless;
    private final Set<Integer> begun = new HashSet<>();
    private final Set<Integer> evaluating = new HashSet<>();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong waitedNanos = new AtomicLong();
    private final ReusedBytes memory = new ReusedBytes();
    private volatile Consumer<RuntimeException> onFailure = failure -> {};
    private volatile Consumer<Sample> onEncoded = sample -> {};

    public ActivationSender(
            String name,
            PipelineDefinition definition,
            int depth,
            KafkaClients clients,
            TelemetryPublisher telemetry,
            LagGate gate,
            List<StreamCounts> published) {
        this.depth = depth;
        this.partitions = definition.wire().partitions();
        this.slice = definition.flow().inFlight();
        this.topic = new Topics(definition.pipeline()).activations(depth);
        this.identity = Identity.of(definition);
        this.telemetry = telemetry;
        this.gate = gate;
        this.lossless = definition.flow().isLossless();
        this.codec = ActivationCodec.of(definition, depth);
        this.grouper = RecordGrouper.of(definition, depth);
        for (int p = 0; p < published.size(); p++) {
            arrived(p, published.get(p).total());
            if (published.get(p).evaluates()) {
                evaluating.add(p);
            }
        }
        this.acknowledgements =
                new Acknowledgements(published.stream().map(StreamCounts::total).toList());
        this.producer = clients.measuredProducer("solera-" + name + "-activations-out", settings(definition, depth));
    }

    private static Map<String, Object> settings(PipelineDefinition definition, int depth) {
        int largest = RecordLimits.of(definition, depth).batchBytes();
        return Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                IN_FLIGHT_REQUESTS,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                PipelineDefinitions.word(definition.wire().compression()),
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                largest,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                Math.max(MIN_BUFFER_BYTES, 4L * largest));
    }

    /** Sets who is told when a delivery fails. */
    void onFailure(Consumer<RuntimeException> listener) {
        onFailure = listener;
    }

    /** Sets who is told of every sample whose values are encoded, and so are not read any more. */
    void onEncoded(Consumer<Sample> listener) {
        onEncoded = listener;
    }

    void perform(PublisherTask task) throws InterruptedException {
        if (task instanceof PublisherTask.Samples samples) {
            send(samples);
        } else if (task instanceof PublisherTask.Skip skip) {
            gate.passed(skip.lastSequence() + 1 - skip.firstSequence());
            var header = new RecordHeader(
                    telemetry.run(), identity, RecordKind.SKIP, skip.firstSequence(), skip.lastSequence(), 0);
            send(skip.partition(), header, Optional.empty(), new byte[0], skip.lastSequence() + 1, false);
        } else if (task instanceof PublisherTask.End end) {
            acknowledgements.await();
            long total = end.counts().total();
            var header = new RecordHeader(telemetry.run(), identity, RecordKind.END, total, total, 0);
            send(end.partition(), header, end.sourcePosition(), end.counts().encode(), total, false);
        } else if (task instanceof PublisherTask.Delivered delivered) {
            acknowledgements.await();
            delivered.waiting().complete(null);
        }
    }

    /**
     * Sends samples in slices no longer than what a consumer holds decoded. If one partition's share of a long list
     * were sent first, the consumer could be waiting for another partition while the gate is shut.
     */
    private void send(PublisherTask.Samples task) throws InterruptedException {
        List<RoutedSample> all = task.samples();
        for (int from = 0; from < all.size(); from += slice) {
            List<RoutedSample> part = all.subList(from, Math.min(all.size(), from + slice));
            for (int partition = 0; partition < partitions; partition++) {
                for (List<Sample> group : grouper.group(of(partition, part))) {
                    send(partition, group, task);
                    CrashPoint.MID_BATCH_PUBLISH.reached();
                }
            }
        }
    }

    private static List<Sample> of(int partition, List<RoutedSample> samples) {
        List<Sample> own = new ArrayList<>();
        for (RoutedSample routed : samples) {
            if (routed.partition() == partition) {
                own.add(routed.sample());
            }
        }
        return own;
    }

    private void send(int partition, List<Sample> group, PublisherTask.Samples task) throws InterruptedException {
        byte[] value = codec.encode(group, memory);
        group.forEach(onEncoded);
        long before = System.nanoTime();
        gate.pass(group.size());
        waitedNanos.addAndGet(System.nanoTime() - before);
        long first = group.get(0).sequence();
        long last = group.get(group.size() - 1).sequence();
        boolean firstEvaluation = group.get(group.size() - 1).purpose().isEvaluation() && evaluating.add(partition);
        var header =
                new RecordHeader(telemetry.run(), identity, RecordKind.ACTIVATIONS, first, last, task.producerStep());
        send(partition, header, task.sourcePosition(), value, last + 1, firstEvaluation);
        bytesOut.addAndGet(value.length);
        if (firstEvaluation) {
            CrashPoint.EVALUATION_BEGUN.reached();
        }
    }

    /**
     * Sends one record. A broker that knows nothing of a producer yet takes any of its records as the first (Kafka's
     * {@code ProducerAppendInfo.checkSequence}), so were the first one retried, the second could overtake it: a
     * partition's first record is on the way alone.
     */
    private void send(
            int partition,
            RecordHeader header,
            Optional<String> sourcePosition,
            byte[] value,
            long next,
            boolean firstEvaluation)
            throws InterruptedException {
        var message = new ProducerRecord<byte[], byte[]>(topic, partition, null, value);
        header.write(message.headers());
        sourcePosition.ifPresent(
                position -> StreamHeaders.put(message.headers(), StreamHeaders.SOURCE_POSITION, position));
        acknowledgements.sent();
        producer.sendInOrder(
                message,
                written -> {
                    acknowledgements.acknowledged(partition, next);
                    arrived(partition, next);
                    if (firstEvaluation) {
                        announceEvaluation(written);
                    }
                },
                cause -> fail(partition, header, cause));
        if (begun.add(partition)) {
            acknowledgements.await();
        }
    }

    /**
     * Where nobody downstream is waited for, the bound holds what is on its way to the broker instead: so that it is known of a
     * publisher that died how much of what it sent may still arrive.
     */
    private void arrived(int partition, long next) {
        if (!lossless) {
            gate.consumed(partition, next);
        }
    }

    private void announceEvaluation(RecordMetadata written) {
        telemetry.publish(new TelemetryEvent.EvaluationStart(
                telemetry.run(), System.currentTimeMillis(), depth, written.partition(), written.offset()));
    }

    private void fail(int partition, RecordHeader header, Throwable cause) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        var failure = new PublishFailedException(
                "%s-%d: sequences %d to %d were not delivered: %s"
                        .formatted(topic, partition, header.firstSequence(), header.lastSequence(), root.getMessage()),
                cause);
        acknowledgements.failed(failure);
        onFailure.accept(failure);
    }

    List<Long> acknowledged() {
        return acknowledgements.next();
    }

    long bytesOut() {
        return bytesOut.get();
    }

    Duration waited() {
        return Duration.ofNanos(waitedNanos.get());
    }

    @Override
    public void close() {
        producer.close();
    }
}
