package dev.solera.ingest.play;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Plays files into a topic, one after the other, no faster than it is told. */
final class Player {

    private final PlayTopic topic;
    private final Playlist files;
    private final Optional<Double> rate;
    private final AtomicReference<Exception> lost = new AtomicReference<>();
    private long turn = System.nanoTime();

    /** @param rate files a second; as fast as they are taken where there is none */
    Player(PlayTopic topic, Playlist files, Optional<Double> rate) {
        this.topic = topic;
        this.files = files;
        this.rate = rate;
    }

    /**
     * Returns when all are acknowledged.
     *
     * @param rounds how often every file is played
     * @param round told after each how many records were sent by then
     * @throws dev.solera.ingest.corpus.InvalidSourceException where a file cannot be read, or the topic does not take it
     */
    void play(int rounds, LongConsumer round) throws InterruptedException {
        long sent = 0;
        try (Producer<byte[], byte[]> producer = topic.producer(files.largest())) {
            for (int i = 0; i < rounds; i++) {
                for (int number = 0; number < files.size(); number++) {
                    ProducerRecord<byte[], byte[]> record = record(files.get(number));
                    waitForTurn();
                    producer.send(record, (metadata, failure) -> lost.compareAndSet(null, failure));
                    turn = System.nanoTime();
                    sent++;
                    requireAllTaken();
                }
                producer.flush();
                requireAllTaken();
                round.accept(sent);
            }
        } catch (KafkaException e) {
            throw topic.refused(e);
        }
    }

    private void waitForTurn() throws InterruptedException {
        if (rate.isPresent()) {
            long apart = (long) (TimeUnit.SECONDS.toNanos(1) / rate.orElseThrow());
            TimeUnit.NANOSECONDS.sleep(turn + apart - System.nanoTime());
        }
    }

    private void requireAllTaken() {
        if (lost.get() != null) {
            throw topic.refused(lost.get());
        }
    }

    private ProducerRecord<byte[], byte[]> record(PlayedFile file) {
        var record = new ProducerRecord<>(topic.name(), bytes(file.name()), file.content());
        file.labels().forEach((label, value) -> record.headers().add(label, bytes(value)));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
