package dev.solera.gateway.inference;

import static dev.solera.gateway.model.ServingGateway.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.gateway.model.ServingGateway;
import dev.solera.gateway.model.TinyStack;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots that take each other's place while clients ask. */
@Timeout(120)
class SwapTest {

    private static final int SWAPS = 20;
    private static final int CLIENTS = 4;

    @Test
    void shouldFailNoRequestAndAnswerEachFromTheSnapshotThatItNamesWhileSnapshotsAreExchanged() throws Exception {
        // given
        List<TinyStack> stacks = new ArrayList<>();
        List<float[]> expected = new ArrayList<>();
        float[] clip = TinyStack.clip(new SplittableRandom(1), 1024);
        for (int i = 0; i <= SWAPS; i++) {
            stacks.add(new TinyStack(100L * i));
            expected.add(stacks.get(i).embedding(clip, 2));
        }
        byte[] call = Calls.json(clip).getBytes(UTF_8);
        AtomicBoolean swapping = new AtomicBoolean(true);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (ServingGateway gateway = new ServingGateway(Optional.of(stacks.get(0)))) {
            Callable<Integer> asking = () -> {
                int answers = 0;
                do {
                    HttpResponse<byte[]> response = gateway.post("/v2/models/stack/infer", call);
                    assertThat(response.statusCode()).isEqualTo(200);
                    int version =
                            Integer.parseInt(json(response).get("model_version").asString());
                    assertThat(Calls.floats(json(response).at("/outputs/0/data")))
                            .containsExactly(expected.get(version - 1), within(1e-4f));
                    answers++;
                } while (swapping.get());
                return answers;
            };
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                answers.add(clients.submit(asking));
            }

            // when
            for (int i = 1; i <= SWAPS; i++) {
                gateway.snapshots().tell(stacks.get(i).snapshot(i + 1));
            }
            swapping.set(false);

            // then
            for (Future<Integer> one : answers) {
                assertThat(one.get()).isPositive();
            }
            assertThat(json(gateway.get("/v2/models/stack")).at("/versions/0").asString())
                    .isEqualTo(Integer.toString(SWAPS + 1));
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void shouldNotBeReadyAndSaySoBeforeTheFirstSnapshot() throws Exception {
        try (ServingGateway gateway = new ServingGateway(Optional.empty())) {
            HttpResponse<byte[]> ready = gateway.get("/v2/health/ready");
            HttpResponse<byte[]> asked = gateway.post(
                    "/v2/models/stack/infer", Calls.json(new float[20]).getBytes(UTF_8));

            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(json(ready).get("error").asString()).isEqualTo("no snapshot of the modules has come yet");
            assertThat(asked.statusCode()).isEqualTo(503);
            assertThat(json(asked).get("error").asString()).isEqualTo("model stack has no snapshot yet");
            assertThat(gateway.get("/v2/health/live").statusCode()).isEqualTo(200);
        }
    }
}
