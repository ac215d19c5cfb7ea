package dev.solera.benchmarks.transport;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.ReusedBytes;
import dev.solera.activation.Sample;
import dev.solera.activation.SampleDecoder;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Compression;
import dev.solera.service.broker.ByteProducer;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.lifecycle.ServiceFailure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic with one who encodes and sends, and one who receives and decodes, as services do: by their clients and settings, into memory
 * that is used again, and out of what was received.
 */
final class Line implements AutoCloseable {

    private static final int BUFFERED = 4;
    private static final long LEAST_BUFFER = 32L << 20;
    private static final long PATIENCE_SECONDS = 60;
    private static final Duration POLL = Duration.ofMillis(200);

    private final String topic;
    private final ActivationCodec codec;
    private final SampleDecoder decoder;
    private final ByteProducer producer;
    private final Consumer<byte[], ByteBuffer> consumer;
    private final Thread reader;
    /** When each sample was decoded. */
    private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();

    private final ReusedBytes memory = new ReusedBytes();
    private volatile boolean closed;
    private volatile RuntimeException failure;

    /** @param largest record, bytes */
    Line(String servers, String topic, ActivationCodec codec, Compression compression, int largest) {
        this.topic = topic;
        this.codec = codec;
        decoder = new SampleDecoder(codec);
        Map<String, Object> broker = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        KafkaClients clients =
                new KafkaClients(broker, broker, broker, new SimpleMeterRegistry(), new ServiceFailure());
        producer = clients.producer(
                "transport-out",
                Map.of(
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        PipelineDefinitions.word(compression),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        largest,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        Math.max(LEAST_BUFFER, (long) BUFFERED * largest)));
        consumer = clients.measuredViewers(
                        "transport-in",
                        Map.of(
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                                largest,
                                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                                largest,
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                1))
                .createConsumer();
        reader = new Thread(this::read, "transport-in");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (consumer) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            while (!closed) {
                consumer.poll(POLL).forEach(record -> {
                    decoder.decode(record.value()).forEach(decoder::giveBack);
                    arrivals.add(System.nanoTime());
                });
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** Nanoseconds from before a sample is encoded until it is decoded, with nothing else on the way. */
    long latency(Sample sample) throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        return sent(List.of(sample)) - begin;
    }

    /** Nanoseconds until the last of samples that are sent one behind the other is decoded. */
    long duration(List<Sample> samples) throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        return sent(samples) - begin;
    }

    /** Sends them, and returns when the last has been decoded. */
    private long sent(List<Sample> samples) throws InterruptedException, ExecutionException {
        List<Future<?>> pending = new ArrayList<>();
        for (Sample sample : samples) {
            byte[] value = codec.encode(List.of(sample), memory);
            pending.add(producer.send(new ProducerRecord<>(topic, value)));
        }
        for (Future<?> record : pending) {
            record.get();
        }
        Long last = 0L;
        for (int i = 0; i < samples.size(); i++) {
            last = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (last == null) {
                throw new IllegalStateException(
                        "a sample does not arrive within %d s".formatted(PATIENCE_SECONDS), failure);
            }
        }
        return last;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        reader.join();
        producer.close();
    }
}
