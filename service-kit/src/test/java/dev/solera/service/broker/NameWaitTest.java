package dev.solera.service.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.service.lifecycle.ServiceFailure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class NameWaitTest {

    /** A name of the kind that never resolves: RFC 2606. */
    private static final String NOWHERE = "broker.invalid:9092";

    private static final String HERE = "127.0.0.1:9";

    private final NameWait wait = new NameWait(NOWHERE, Duration.ofMillis(10));

    static Stream<Named<Function<Map<String, Object>, AutoCloseable>>> clients() {
        return Stream.of(
                Named.of("admin", Admin::create),
                Named.of(
                        "producer",
                        settings ->
                                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())),
                Named.of(
                        "consumer",
                        settings -> new KafkaConsumer<>(
                                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void shouldMakeTheClientOnceTheNameResolves(Function<Map<String, Object>, AutoCloseable> client) throws Exception {
        AtomicInteger attempts = new AtomicInteger();

        AutoCloseable made = wait.made(
                () -> client.apply(Map.of("bootstrap.servers", attempts.incrementAndGet() < 3 ? NOWHERE : HERE)));

        made.close();
        assertThat(attempts).hasValue(3);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void shouldFailAtOnceWhenAnotherSettingIsWrong(Function<Map<String, Object>, AutoCloseable> client) {
        assertThatThrownBy(() -> wait.made(
                        () -> client.apply(Map.of("bootstrap.servers", HERE, "security.protocol", "PLAINTXT"))))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("PLAINTXT");
    }

    @Test
    void shouldLetEveryKindOfClientWaitAndAnInterruptEndThat() {
        Map<String, Object> settings = Map.of("bootstrap.servers", NOWHERE);
        KafkaClients made =
                new KafkaClients(settings, settings, settings, new SimpleMeterRegistry(), new ServiceFailure());

        assertThat(interruptedAfterWaiting(() -> made.consumers("c", Map.of()).createConsumer()))
                .isInstanceOf(InterruptException.class);
        assertThat(interruptedAfterWaiting(
                        () -> made.producer("p", Map.of()).send(new ProducerRecord<>("topic", new byte[1]))))
                .isInstanceOf(InterruptException.class);
        assertThat(interruptedAfterWaiting(() -> made.lastingAdmin("a"))).isInstanceOf(InterruptException.class);
    }

    private static Throwable interruptedAfterWaiting(Runnable making) {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                making.run();
                end.complete(null);
            } catch (RuntimeException e) {
                end.complete(e);
            }
        });
        thread.start();
        await().atMost(Duration.ofSeconds(50))
                .until(() -> thread.getState() == Thread.State.TIMED_WAITING || end.isDone());
        thread.interrupt();
        return end.join();
    }
}
