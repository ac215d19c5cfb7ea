package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Safetensors;
import dev.solera.activation.Sample;
import dev.solera.encoder.Parameter;
import dev.solera.learning.LearningModule;
import dev.solera.learning.LockStepLoop;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.TelemetryEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The test that matters most: services that train concurrently through a broker end with bit for bit the parameters of the
 * loop that trains them in lock-step, at every precision on the wire and however modules share services; so are all snapshots
 * on the way.
 */
@ExtendWith(KafkaBroker.class)
@Timeout(180)
class BitIdentityTest {

    private static final int STEPS = 55;
    private static final int EVALUATION = 9;

    private final String brokers;

    BitIdentityTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    /** Small records hold one sample of module 1; large ones hold several, and several records make a batch. */
    @ParameterizedTest(name = "{0}, records of {1} bytes, {2} partitions, {3} negatives, {4} channels, placement {5}")
    @CsvSource({
        "float32, 8192, 1, shared, 1, '1,2,3'",
        "bfloat16, 65536, 1, shared, 1, '1,2,3'",
        "int8, 32768, 1, shared, 1, '1,2,3'",
        "bfloat16, 32768, 3, shared, 1, '1,2,3'",
        "float32, 65536, 1, per-position, 1, '1,2,3'",
        "int8, 65536, 1, shared, 3, '1,2,3'",
        "int8, 32768, 1, shared, 1, '1-2,3'",
        "bfloat16, 32768, 3, shared, 1, '1,2-3'"
    })
    void shouldEndWithTheParametersOfTheLockStepLoopWhenTrainedThroughKafka(
            String precision,
            int recordBytes,
            int partitions,
            String negatives,
            int channels,
            String placement,
            @TempDir Path folder)
            throws Exception {
        String yaml = yaml(
                "bits-%s-%d-%s-%d-%s"
                        .formatted(precision, partitions, negatives, channels, placement.replace(",", "-and-")),
                precision,
                recordBytes,
                partitions,
                negatives,
                channels,
                placement);

        assertServicesEndAsTheLoopDoes(yaml, folder);
    }

    /** Three stages on patches; the last hands on their means alone. */
    @ParameterizedTest(name = "pictures, {0}, records of {1} bytes, {2} partitions, {3} negatives, placement {4}, {5}")
    @CsvSource({
        "bfloat16, 65536, 1, per-position, '1,2,3', ''",
        "int8, 16384, 2, shared, '1-2,3', ''",
        "bfloat16, 65536, 1, shared, '1', 'baseline: end-to-end'",
        "int8, 65536, 1, shared, '1,2,3', 'baseline: greedy-supervised:speaker:3'"
    })
    void shouldEndWithTheParametersOfTheLockStepLoopWhenPicturesAreLearned(
            String precision,
            int recordBytes,
            int partitions,
            String negatives,
            String placement,
            String baseline,
            @TempDir Path folder)
            throws Exception {
        String yaml = """
            pipeline: bits-pictures-%s-%s%s
            placement: "%s"
            input: {kind: image, size: 24, channels: 3}
            batch: 8
            learning-rate: 1e-3
            seed: 5
            wire: {precision: %s, compression: lz4, record-bytes: %d, partitions: %d}
            flow: {lag-bound: 24, in-flight: 9}
            loss:
              objective: vertical-info-nce
              prediction-steps: 3
              negatives: {form: %s, count: 10}
            modules:
              - encoder:
                  - {layer: patches, size: 8, stride: 4}
                  - {layer: conv2d, channels: 8, kernel: 5, padding: 2}
                  - {layer: residual, block: bottleneck, blocks: 2, width: 4}
              - encoder: [{layer: residual, block: basic, blocks: 1, width: 24, stride: 2}]
              - encoder:
                  - {layer: residual, block: bottleneck, blocks: 1, width: 8, stride: 2}
                  - {layer: spatial-mean}
            """.formatted(
                        precision,
                        negatives,
                        baseline.replaceAll("[: ]+", "-"),
                        placement,
                        precision,
                        recordBytes,
                        partitions,
                        negatives);

        assertServicesEndAsTheLoopDoes(yaml + baseline + "\n", folder);
    }

    /** Of the labels that samples carry some are unknown. A frozen module hands on what its first parameters make. */
    @ParameterizedTest(name = "baseline {0}, trained {1}, placement {2}")
    @CsvSource({"end-to-end, '1', '1'", "supervised:speaker:3, '1', '1'", "greedy-supervised:speaker:3, '1, 3', '1-2,3'"
    })
    void shouldEndWithTheParametersOfTheLockStepLoopWhenABaselineIsTrained(
            String baseline, String trained, String placement, @TempDir Path folder) throws Exception {
        String name = "bits-" + baseline.replace(":", "-");
        String yaml = yaml(name, "bfloat16", 32768, 1, "shared", 1, placement)
                + "baseline: %s%ntrain: [%s]%n".formatted(baseline, trained);

        assertServicesEndAsTheLoopDoes(yaml, folder);
    }

    /** Snapshots on the way are of the warm-up, of the decay and of what is behind it. */
    @Test
    void shouldEndWithTheParametersOfTheLockStepLoopWhenTheLearningRateHasASchedule(@TempDir Path folder)
            throws Exception {
        String yaml = yaml("bits-scheduled", "bfloat16", 32768, 1, "shared", 1, "1,2-3")
                .replace("rate: 1e-3", "rate: {peak: 2e-3, warm-up: 150, decay: cosine, samples: 400}");

        assertServicesEndAsTheLoopDoes(yaml, folder);
    }

    private void assertServicesEndAsTheLoopDoes(String yaml, Path folder) throws Exception {
        // given
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), yaml);
        PipelineDefinition pipeline = PipelineDefinitions.parse(yaml);
        List<Sample> input = TestRun.samples(pipeline, STEPS * pipeline.batch() + 3, EVALUATION);

        // when
        PublishedParameters published = new PublishedParameters(pipeline);
        trainThroughServices(pipeline, file, input, folder.resolve("modules"), published);

        // then
        try (LockStepLoop oracle = new LockStepLoop(pipeline)) {
            oracle.run(() -> published.expecting(oracle, input.iterator()), top -> {});
            published.assertAsExpected(oracle);
            for (int module = 1; module <= pipeline.depth(); module++) {
                assertThat(oracle.trainer(module).module().step()).isEqualTo(STEPS);
                Safetensors trained = Safetensors.read(folder.resolve("modules/" + module + ".safetensors"));
                assertThat(trained.metadata())
                        .containsEntry("step", Integer.toString(STEPS))
                        .containsEntry("identity", Identity.of(pipeline));
                int number = module;
                boolean moves = pipeline.learning().contains(module);
                Map<String, Parameter> initial = initial(pipeline, module);
                oracle.trainer(module).module().parameters().forEach((name, parameter) -> {
                    float[] values = trained.tensor(name).floats();
                    assertThat(values)
                            .as("module %d, %s", number, name)
                            .isEqualTo(parameter.values())
                            .doesNotContain(Float.NaN);
                    assertThat(Arrays.equals(values, initial.get(name).values()))
                            .as("module %d, %s is as it was", number, name)
                            .isNotEqualTo(moves);
                });
            }
        }
    }

    private static Map<String, Parameter> initial(PipelineDefinition pipeline, int module) {
        try (LearningModule untrained = LearningModule.initial(pipeline, module)) {
            return untrained.parameters();
        }
    }

    private void trainThroughServices(
            PipelineDefinition pipeline,
            Path definition,
            List<Sample> input,
            Path output,
            PublishedParameters published)
            throws InterruptedException {
        List<ConfigurableApplicationContext> services = new ArrayList<>();
        try (ConfigurableApplicationContext source =
                TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, definition)) {
            SoleraStreams streams = source.getBean(SoleraStreams.class);
            List<TelemetryEvent> events = new CopyOnWriteArrayList<>();
            try (ActivationPublisher publisher = streams.publisher("source", 0);
                    var listener = streams.telemetryFromBeginning("test", events::add);
                    var parameters = streams.parametersFromBeginning("test", published::arrived)) {
                for (ModuleRange modules : pipeline.placement().services()) {
                    services.add(TestRun.start(
                            brokers,
                            ModuleServiceApplication.class,
                            WebApplicationType.NONE,
                            definition,
                            "solera.module.number=" + modules,
                            "solera.module.output=" + output,
                            "solera.module.checkpoint.folder=" + output.resolveSibling("checkpoints"),
                            "solera.module.checkpoint.steps=7"));
                }
                TestRun.publish(publisher, input, pipeline.wire().partitions());
                await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
                    assertThat(events).noneMatch(TelemetryEvent.Failed.class::isInstance);
                    assertThat(events.stream().filter(TelemetryEvent.Finished.class::isInstance))
                            .hasSize(services.size());
                });
                published.awaitLast(STEPS * pipeline.batch());
            }
        } finally {
            services.forEach(ConfigurableApplicationContext::close);
        }
    }

    /** Two convolutions and a GRU, 32 wide, sequences of modules 1 and 2 longer than the sub-window. */
    private static String yaml(
            String name,
            String precision,
            int recordBytes,
            int partitions,
            String negatives,
            int channels,
            String placement) {
        return """
                pipeline: %s
                input: {kind: audio, sample-rate: 8000, window: 1280, channels: %d}
                batch: 8
                learning-rate: 1e-3
                seed: 5
                snapshot-samples: 96
                wire: {precision: %s, compression: lz4, record-bytes: %d, partitions: %d}
                flow: {lag-bound: 24, in-flight: 9}
                placement: %s
                loss: {prediction-steps: 4, sub-window: 24, negatives: {form: %s, count: 10}}
                modules:
                  - encoder: [{channels: 32, kernel: 10, stride: 5, padding: 2}]
                    loss: {windowed: %s}
                  - encoder: [{channels: 32, kernel: 8, stride: 4, padding: 2}]
                  - context: {hidden: 32}
                """.formatted(
                name, channels, precision, recordBytes, partitions, placement, negatives, negatives.equals("shared"));
    }
}
