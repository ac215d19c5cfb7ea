package dev.solera.ingest;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.stream.StreamItem;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the service as tests want it, and plays the first module to it. */
final class TestIngest {

    static final int LAG_BOUND = 16;

    /** Windows of training recordings in the evaluation pass, and again of held-out ones. */
    static final int EVALUATED = 20;

    private TestIngest() {}

    /**
     * What is started.
     *
     * @param name of the pipeline
     * @param partitions of its topics
     * @param lagBound samples that may lie in front of the first module
     * @param evaluated bound on the windows of the evaluation pass
     * @param corpus instead of the one that the settings name
     * @param flow its mode
     */
    record Setup(String name, int partitions, int lagBound, int evaluated, Optional<Corpus> corpus, String flow) {

        Setup(String name, int partitions, int lagBound, int evaluated, Optional<Corpus> corpus) {
            this(name, partitions, lagBound, evaluated, corpus, "lossless");
        }

        Setup(String name, int partitions) {
            this(name, partitions, LAG_BOUND, EVALUATED, Optional.empty());
        }
    }

    static ConfigurableApplicationContext start(Path folder, String brokers, Setup setup, String... more)
            throws IOException {
        Path definition = Files.writeString(folder.resolve(setup.name() + ".yaml"), """
                pipeline: %s
                input: {kind: audio, sample-rate: 8000, window: 8192}
                batch: 4
                learning-rate: 1e-3
                seed: 1
                wire: {partitions: %d}
                flow: {mode: %s, lag-bound: %d, in-flight: 4}
                loss: {prediction-steps: 2, sub-window: 16, negatives: {form: shared, count: 8}}
                modules:
                  - encoder: [{channels: 4, kernel: 8, stride: 4, padding: 2}]
                """.formatted(
                        setup.name(), setup.partitions(), setup.flow(), setup.lagBound()));
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--solera.pipeline=" + definition);
        arguments.add("--solera.ingest.evaluation-limit=" + setup.evaluated());
        arguments.add("--spring.kafka.bootstrap-servers=" + brokers);
        return new SpringApplicationBuilder(IngestServiceApplication.class)
                .web(WebApplicationType.NONE)
                .initializers(context -> setup.corpus()
                        .ifPresent(given -> context.getBeanFactory().registerSingleton("corpus", given)))
                .run(arguments.toArray(String[]::new));
    }

    static List<Sample> consume(ConfigurableApplicationContext service, int samples) throws Exception {
        AtomicInteger taken = new AtomicInteger();
        return consume(service, sample -> taken.incrementAndGet() == samples);
    }

    /** Plays module 1 for a while: takes samples from the beginning to the last one, and tells its position. */
    static List<Sample> consume(ConfigurableApplicationContext service, Predicate<Sample> last) throws Exception {
        List<Sample> arrived = new ArrayList<>();
        TelemetryPublisher telemetry = service.getBean(TelemetryPublisher.class);
        try (ActivationConsumer consumer = service.getBean(SoleraStreams.class).consumer("module-1", 0)) {
            boolean over = false;
            while (!over) {
                if (consumer.take().orElseThrow() instanceof StreamItem.Arrived sample) {
                    arrived.add(sample.sample());
                    over = last.test(sample.sample());
                }
                telemetry.publish(new TelemetryEvent.Position(
                        telemetry.run(), System.currentTimeMillis(), 1, consumer.taken(), List.of()));
            }
        }
        return arrived;
    }

    /** Plays module 1: takes everything, tells its position after every sample; ends learning after some, if asked. */
    static List<Sample> consumeAll(ConfigurableApplicationContext service, int finishAfter) throws Exception {
        List<Sample> arrived = new ArrayList<>();
        TelemetryPublisher telemetry = service.getBean(TelemetryPublisher.class);
        try (ActivationConsumer consumer = service.getBean(SoleraStreams.class).consumer("module-1", 0)) {
            for (Optional<StreamItem> item = consumer.take(); item.isPresent(); item = consumer.take()) {
                if (item.orElseThrow() instanceof StreamItem.Arrived sample) {
                    arrived.add(sample.sample());
                }
                telemetry.publish(new TelemetryEvent.Position(
                        telemetry.run(), System.currentTimeMillis(), 1, consumer.taken(), List.of(0L)));
                if (arrived.size() == finishAfter) {
                    service.getBean(Ingest.class).finishEarly();
                }
            }
        }
        return arrived;
    }

    static List<Sample> expected(ConfigurableApplicationContext service, RunLength length) {
        return drain(sequence(service, length));
    }

    /** The run whose learning somebody ended behind so many samples. */
    static List<Sample> expectedOfLearned(ConfigurableApplicationContext service, long learned) {
        SampleSequence sequence = sequence(service, new RunLength.Endless());
        sequence.skip(0, learned);
        return drain(sequence);
    }

    private static SampleSequence sequence(ConfigurableApplicationContext service, RunLength length) {
        return new SampleSequence(
                service.getBean(PipelineDefinition.class),
                service.getBean(Corpus.class),
                length,
                service.getBean(IngestProperties.class).evaluationLimit());
    }

    private static List<Sample> drain(SampleSequence sequence) {
        List<Sample> samples = new ArrayList<>();
        for (Optional<Sample> next = sequence.next(); next.isPresent(); next = sequence.next()) {
            samples.add(next.orElseThrow());
        }
        return samples;
    }

    static long count(List<Sample> samples, Purpose purpose) {
        return samples.stream().filter(sample -> sample.purpose() == purpose).count();
    }

    /** Samples of learning. */
    static long learned(List<Sample> samples) {
        return samples.stream()
                .filter(sample -> !sample.purpose().isEvaluation())
                .count();
    }
}
