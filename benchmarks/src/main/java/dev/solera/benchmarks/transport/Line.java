package dev.solera.benchmarks.transport;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Sample;
import dev.solera.harness.process.RecordTap;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Compression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic with one who encodes and sends, and one who receives and decodes, with the settings that services have. */
final class Line implements AutoCloseable {

    private static final int BUFFERED = 4;
    private static final long PATIENCE_SECONDS = 60;

    private final String topic;
    private final ActivationCodec codec;
    private final KafkaProducer<byte[], byte[]> producer;
    private final RecordTap tap;
    /** When each sample was decoded. */
    private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();

    /** @param largest record, bytes */
    Line(String servers, String topic, ActivationCodec codec, Compression compression, int largest) {
        this.topic = topic;
        this.codec = codec;
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        PipelineDefinitions.word(compression),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        largest,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        (long) BUFFERED * largest),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        tap = new RecordTap("transport-in", servers, List.of(new TopicPartition(topic, 0)), record -> {
            codec.decode(record.value());
            arrivals.add(System.nanoTime());
        });
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
        List<Future<RecordMetadata>> pending = new ArrayList<>();
        for (Sample sample : samples) {
            pending.add(producer.send(new ProducerRecord<>(topic, codec.encode(List.of(sample)))));
        }
        for (Future<RecordMetadata> record : pending) {
            record.get();
        }
        Long last = 0L;
        for (int i = 0; i < samples.size(); i++) {
            last = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            tap.requireAlive();
            if (last == null) {
                throw new IllegalStateException("a sample does not arrive within %d s".formatted(PATIENCE_SECONDS));
            }
        }
        return last;
    }

    @Override
    public void close() throws InterruptedException {
        producer.close();
        tap.close();
    }
}
