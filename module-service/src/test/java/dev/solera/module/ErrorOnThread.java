package dev.solera.module;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Throws an error out of Kafka's clients, as where memory is short, on the thread that is named to {@link #in}. */
public final class ErrorOnThread implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {

    private static final AtomicReference<String> THREAD = new AtomicReference<>();

    /** Once, from now on; the start of a name is enough. */
    static void in(String name) {
        THREAD.set(name);
    }

    static void nowhere() {
        THREAD.set(null);
    }

    private static void reached() {
        String thread = THREAD.get();
        if (thread != null
                && Thread.currentThread().getName().startsWith(thread)
                && THREAD.compareAndSet(thread, null)) {
            throw new OutOfMemoryError("thrown in " + thread);
        }
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        reached();
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
        reached();
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        reached();
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
}
