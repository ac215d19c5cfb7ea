package dev.solera.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

@Timeout(120)
class EmbeddingQueueTest {

    private static final InferenceProperties PROPERTIES = new InferenceProperties(
            1,
            1,
            Duration.ZERO,
            1000,
            DataSize.ofMegabytes(64),
            DataSize.ofMegabytes(1),
            DataSize.ofMegabytes(1),
            Duration.ofSeconds(1));

    /** Whoever stops a gateway does not wait for all that clients still want. */
    @Test
    void shouldRefuseRequestsThatWaitWhenItIsClosed() throws Exception {
        // given
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Models models = new Models(TinyStack.DEFINITION, PROPERTIES, registry, "test");
        models.load(new TinyStack(3).snapshot(1));
        LoadedStack stack = models.hold().orElseThrow();
        EmbeddingQueue queue = new EmbeddingQueue(PROPERTIES, registry);
        Recordings clips = new Recordings(
                List.of(1L, 2048L),
                new float[200 * 2048],
                IntStream.range(0, 200).mapToLong(i -> 2048).toArray());
        List<CompletableFuture<Embeddings>> waiting = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            waiting.add(queue.embed(stack, clips, Set.of(2)));
        }

        // when
        queue.close();

        // then
        assertThat(waiting).allMatch(CompletableFuture::isDone);
        assertThatThrownBy(() -> waiting.get(499).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NotTakenException.class)
                .hasMessageContaining("the gateway stops");
        assertThatThrownBy(() -> queue.embed(stack, clips, Set.of(2))).isInstanceOf(NotTakenException.class);
        stack.release();
        models.close();
    }
}
