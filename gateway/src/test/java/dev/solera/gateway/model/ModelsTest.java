package dev.solera.gateway.model;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.solera.gateway.snapshot.ModuleSnapshot;
import dev.solera.gateway.snapshot.StackSnapshot;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

class ModelsTest {

    private static final TinyStack STACK = new TinyStack(3);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** What is wrong with a snapshot, and what is said of it. */
    private record Refused(StackSnapshot snapshot, String cause) {}

    private static Stream<Refused> refused() {
        return Stream.of(
                new Refused(STACK.snapshot(2, "another", 0), "identity is another; allowed: "),
                new Refused(
                        STACK.snapshot(2, Identity.of(TinyStack.DEFINITION), 1e-3f),
                        "module 1 differs from its reference by 1.0e-03; allowed: 1.0e-04"),
                new Refused(STACK.broken(2), "what it makes of a recording is no number"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldKeepTheSnapshotThatItHasAndSaySoWhenAnotherOneCannotBeUsed(Refused refused) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Models.class);
        logger.setLevel(Level.WARN);
        log.start();
        logger.addAppender(log);
        try (Models models = models(properties(32, 256))) {
            models.load(STACK.snapshot(1));

            models.load(refused.snapshot());

            LoadedStack stack = models.hold().orElseThrow();
            assertThat(stack.snapshot().number()).isEqualTo(1);
            stack.release();
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .last(as(STRING))
                    .contains("snapshot refused number=2", "in_use=1", refused.cause());
            assertThat(registry.get("solera.gateway.snapshots.refused")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("solera.gateway.snapshots.loaded").counter().count())
                    .isEqualTo(1);
            assertThat(registry.get("solera.gateway.snapshot.samples").gauge().value())
                    .isEqualTo(100);
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }
    }

    @Test
    void shouldFreeASnapshotWhenWhoeverHeldItLetsItGo() {
        try (Models models = models(properties(32, 256))) {
            models.load(STACK.snapshot(1));
            LoadedStack held = models.hold().orElseThrow();
            models.load(STACK.snapshot(2));

            assertThat(held.embed(clips(1, 100))).isNotNull();
            held.release();

            assertThat(held.hold()).isFalse();
        }
    }

    @Test
    void shouldLoadAStackOfManyModules() throws Exception {
        PipelineDefinition deep = PipelineDefinitions.parse(
                """
                pipeline: deep
                input: {kind: audio, sample-rate: 8000, window: 640, normalise: rms}
                batch: 4
                learning-rate: 1e-3
                seed: 1
                loss: {prediction-steps: 2, sub-window: 16, negatives: {form: shared, count: 4, from: sequence}}
                modules:
                """ + "  - encoder: [{channels: 4, kernel: 3, stride: 1, padding: 1}]\n".repeat(60));
        List<ModuleSnapshot> modules = DrawnParameters.of(deep);
        try (Models models = new Models(deep, properties(32, 256), registry, "test")) {
            Thread small = new Thread(
                    null,
                    () -> models.load(new StackSnapshot(
                            1, 0, "test", Identity.of(deep), deep.input(), Map.of(), modules, Map.of())),
                    "small",
                    256 << 10);
            small.start();
            small.join();

            assertThat(models.hold()).isPresent();
        }
    }

    /** Where ONNX Runtime runs out of stack, the process ends without a word. */
    @Test
    void shouldStartHoweverLongTheCommandLineIs() throws Exception {
        Process process = started("x".repeat(50_000), Map.of());

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("in use 1");
    }

    /** It makes itself a name, by which it can be told from others, before it reports anything. */
    @Test
    void shouldReportNothingToTheMakerOfOnnxRuntimeWhenTheEnvironmentDoesNotForbidIt(@TempDir Path home)
            throws Exception {
        Process process = started("", Map.of("HOME", home.toString(), "XDG_CACHE_HOME", home.toString()));

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("in use 1");
        try (Stream<Path> kept = Files.walk(home)) {
            assertThat(kept.filter(Files::isRegularFile)).isEmpty();
        }
    }

    /** A process that starts ONNX Runtime, in an environment that does not keep it silent. */
    private static Process started(String argument, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xss512k",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        OnnxStart.class.getName(),
                        argument)
                .redirectErrorStream(true);
        builder.environment().keySet().removeAll(Set.of("ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS", "CI"));
        builder.environment().putAll(variables);
        return builder.start();
    }

    @Test
    void shouldAnswerEachItsOwnWhenRequestsGoTogether() throws Exception {
        InferenceProperties properties = properties(8, 256);
        try (Models models = models(properties);
                EmbeddingQueue queue = new EmbeddingQueue(properties, registry)) {
            models.load(STACK.snapshot(1));
            LoadedStack stack = models.hold().orElseThrow();
            List<Recordings> asked = new ArrayList<>();
            List<CompletableFuture<Embeddings>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                asked.add(clips(1 + i % 3, i % 2 == 0 ? 500 : 700));
                answers.add(queue.embed(stack, asked.get(i), Set.of(1 + i % 2)));
            }

            int together = 0;
            for (int i = 0; i < 40; i++) {
                Embeddings answer = answers.get(i).get();
                int depth = 1 + i % 2;
                together = Math.max(together, answer.times().batch());
                float[] alone = stack.embed(asked.get(i)).values().get(depth);
                assertThat(answer.values().get(depth))
                        .containsExactly(alone, org.assertj.core.data.Offset.offset(1e-5f));
            }
            assertThat(together).isGreaterThan(3);
            stack.release();
        }
    }

    @Test
    void shouldRefuseARequestWhenTooManyWait() throws Exception {
        InferenceProperties properties = properties(1, 2);
        try (Models models = models(properties);
                EmbeddingQueue queue = new EmbeddingQueue(properties, registry)) {
            models.load(STACK.snapshot(1));
            LoadedStack stack = models.hold().orElseThrow();
            Recordings long1 = clips(1, 400_000);

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 50; i++) {
                            queue.embed(stack, long1, Set.of(2));
                        }
                    })
                    .isInstanceOf(NotTakenException.class)
                    .hasMessage("2 requests wait already; allowed: fewer, later");
            stack.release();
        }
    }

    private Models models(InferenceProperties properties) {
        return new Models(TinyStack.DEFINITION, properties, registry, "test");
    }

    private static InferenceProperties properties(int batch, int queue) {
        return new InferenceProperties(
                1,
                batch,
                Duration.ofMillis(2),
                queue,
                DataSize.ofMegabytes(256),
                DataSize.ofMegabytes(32),
                DataSize.ofMegabytes(64),
                Duration.ofSeconds(30));
    }

    private static Recordings clips(int count, int samples) {
        long[] lengths = new long[count];
        java.util.Arrays.fill(lengths, samples);
        return new Recordings(
                List.of(1L, (long) samples), TinyStack.clip(new SplittableRandom(count), count * samples), lengths);
    }
}
