package dev.solera.service.event;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.broker.ByteProducer;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.broker.PublishFailedException;
import dev.solera.stream.TelemetryCodec;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.kafka.KafkaException;

/**
 * Publishes a service's telemetry: positions on the compacted topic that keeps the newest of every stage, all other events on
 * the telemetry topic. Training does not depend on telemetry: an event that cannot be delivered is counted and logged, and stops
 * nothing. Only the few events that a run waits for are sent until they are delivered.
 */
public final class TelemetryPublisher implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(TelemetryPublisher.class);
    private static final int MAX_BLOCK_MILLIS = 5000;

    private final Topics topics;
    private final String run;
    private final ByteProducer producer;
    private final AtomicLong lost = new AtomicLong();

    public TelemetryPublisher(PipelineDefinition definition, String run, KafkaClients clients) {
        this.topics = new Topics(definition.pipeline());
        this.run = run;
        this.producer = clients.impatientProducer(Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS));
    }

    /** The run that this service's events belong to. */
    public String run() {
        return run;
    }

    /** Sends an event; returns before it is delivered. */
    public void publish(TelemetryEvent event) {
        try {
            producer.send(record(event)).whenComplete((sent, failure) -> {
                if (failure != null) {
                    countLost(event, failure);
                }
            });
        } catch (KafkaException e) {
            countLost(event, e);
        }
    }

    /**
     * Sends an event that somebody waits for, retrying while the broker is away.
     *
     * @return whether it was delivered; false if the broker refuses it
     */
    public boolean deliver(TelemetryEvent event) throws InterruptedException {
        try {
            producer.deliver(record(event));
            return true;
        } catch (PublishFailedException e) {
            countLost(event, e);
            return false;
        }
    }

    /**
     * Sends an event and waits for a while until it is delivered, for who cannot wait longer.
     *
     * @return whether it is delivered by then
     */
    public boolean deliver(TelemetryEvent event, Duration patience) {
        try {
            producer.send(record(event)).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            countLost(event, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private ProducerRecord<byte[], byte[]> record(TelemetryEvent event) {
        return TelemetryCodec.record(topics, event);
    }

    /** Waits until everything sent so far is delivered or given up on. */
    public void flush() {
        producer.flush();
    }

    /** Events that could not be delivered. */
    public long lost() {
        return lost.get();
    }

    @Override
    public void destroy() {
        producer.close();
    }

    private void countLost(TelemetryEvent event, Throwable failure) {
        if (lost.getAndIncrement() == 0) {
            LOG.warn(
                    "telemetry event not delivered type={} cause={}",
                    event.getClass().getSimpleName(),
                    failure.getMessage());
        }
    }
}
