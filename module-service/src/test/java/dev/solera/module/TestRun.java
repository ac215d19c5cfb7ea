package dev.solera.module;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Seeds;
import dev.solera.service.SoleraServiceConfiguration;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A run on a test's broker: made-up samples in place of ingest, and the services that train on them. */
final class TestRun {

    private static final int HELD_OUT_EVERY = 6;
    private static final String RUN = "test";

    private static final String ONE_MODULE = """
            pipeline: %s
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: %s
            seed: 5
            flow: {lag-bound: 16, in-flight: 8}
            loss: {prediction-steps: 3, sub-window: 16, negatives: {form: shared, count: 10}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
            """;

    private static final String SECOND_MODULE = """
              - encoder: [{channels: 8, kernel: 8, stride: 4, padding: 2}]
            """;

    private TestRun() {}

    /** Writes a definition of one small module to the file and reads it. */
    static PipelineDefinition oneModule(Path file, String name, String learningRate) throws IOException {
        Files.writeString(file, ONE_MODULE.formatted(name, learningRate));
        return PipelineDefinitions.load(file.toString());
    }

    /** The same with a second one, each in a service of its own. */
    static PipelineDefinition twoModules(Path file, String name) throws IOException {
        Files.writeString(file, ONE_MODULE.formatted(name, "1e-3") + SECOND_MODULE);
        return PipelineDefinitions.load(file.toString());
    }

    /** The same with a second one, which shares a service with the first. */
    static PipelineDefinition twoModulesInOneService(Path file, String name) throws IOException {
        Files.writeString(file, ONE_MODULE.formatted(name, "1e-3") + SECOND_MODULE + "placement: 1-2\n");
        return PipelineDefinitions.load(file.toString());
    }

    /** Publishes as ingest does: the sample with global index g goes to partition g mod P with sequence g div P. */
    static void publish(ActivationPublisher publisher, List<Sample> input, int partitions) throws InterruptedException {
        for (int from = 0; from < input.size(); from += 7) {
            List<RoutedSample> routed = new ArrayList<>();
            for (int index = from; index < Math.min(input.size(), from + 7); index++) {
                routed.add(new RoutedSample(RoutedSample.partitionOf(index, partitions), input.get(index)));
            }
            publisher.publish(routed, 0);
        }
        List<StreamCounts> counts = publisher.counts();
        for (int partition = 0; partition < partitions; partition++) {
            publisher.publishEnd(partition, counts.get(partition));
        }
        publisher.awaitDelivered();
    }

    /** Starts a service of this run. */
    static ConfigurableApplicationContext start(
            String brokers, Class<?> application, WebApplicationType web, Path definition, String... properties) {
        return new SpringApplicationBuilder(application)
                .web(web)
                .properties(properties)
                .properties(
                        "spring.kafka.bootstrap-servers=" + brokers,
                        "solera.pipeline=" + definition,
                        "solera.run=" + RUN)
                .run("--server.port=0");
    }

    /** What a service answers on its own port. */
    static String get(ConfigurableApplicationContext service, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    /** Training samples with every sixth held out, then an evaluation pass. */
    static List<Sample> samples(PipelineDefinition pipeline, int training, int evaluation) {
        int partitions = pipeline.wire().partitions();
        List<Sample> samples = new ArrayList<>();
        for (int trained = 0; trained < training; ) {
            boolean heldOut = samples.size() % HELD_OUT_EVERY == 4;
            samples.add(sample(pipeline, samples.size(), partitions, heldOut ? Purpose.HELD_OUT : Purpose.TRAIN));
            trained += heldOut ? 0 : 1;
        }
        for (int i = 0; i < evaluation; i++) {
            samples.add(sample(pipeline, samples.size(), partitions, Purpose.EVALUATE_TRAIN));
        }
        return samples;
    }

    private static Sample sample(PipelineDefinition pipeline, int index, int partitions, Purpose purpose) {
        SplittableRandom random = Seeds.generator(9, "bits", index);
        ActivationShape shape = pipeline.stages().get(0).shape();
        float[] values = new float[shape.size()];
        double pitch = 0.05 + 0.2 * random.nextDouble();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (Math.sin(pitch * i) + 0.3 * random.nextGaussian());
        }
        int all = values.length / shape.channels();
        boolean isShort = random.nextInt(4) == 0 && shape.has(ActivationShape.TIME);
        return new Sample(
                RoutedSample.sequenceOf(index, partitions),
                purpose,
                index,
                isShort ? all / 2 : all,
                Map.of("speaker", new int[] {index % 5 == 4 ? -1 : index % 3}),
                shape,
                values);
    }

    /** Only what it takes to publish the input. */
    @Configuration
    @ImportAutoConfiguration({KafkaAutoConfiguration.class, SoleraServiceConfiguration.class})
    static class SourceApplication {}
}
