package dev.solera.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.encoder.Parameter;
import dev.solera.layer.ParameterSpec;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.PixelScale;
import dev.solera.pipeline.Seeds;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.TestStreams;
import dev.solera.service.document.DocumentPublisher;
import dev.solera.service.event.SourceNote;
import dev.solera.snapshot.Reference;
import dev.solera.snapshot.Snapshot;
import dev.solera.snapshot.SnapshotCodec;
import dev.solera.snapshot.SnapshotSchedule;
import dev.solera.stream.StreamHeaders;
import dev.solera.stream.document.DocumentChunk;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sets of snapshots, over a real broker. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class TopicSnapshotsTest {

    private static final String RUN = "shown";

    private static final PipelineDefinition PIPELINE = PipelineDefinitions.parse("""
            pipeline: topic-snapshots
            input: {kind: image, size: 16}
            batch: 4
            learning-rate: 1e-3
            seed: 5
            snapshot-samples: 8
            loss: {objective: vertical-info-nce, prediction-steps: 1, negatives: {form: shared, count: 4}}
            modules:
              - encoder:
                  - {layer: patches, size: 8, stride: 4}
                  - {layer: conv2d, channels: 4, kernel: 3, padding: 1}
              - encoder: [{layer: residual, block: basic, blocks: 1, width: 4}]
            """);

    private static final SourceNote NOTE = new SourceNote(
            Map.of("digit", List.of("zero", "one")), Optional.of(new PixelScale(List.of(0.5), List.of(0.25))));

    private final String brokers;
    private final SnapshotCodec codec = new SnapshotCodec(PIPELINE);
    private final SnapshotSchedule schedule = SnapshotSchedule.of(PIPELINE);
    private final List<StackSnapshot> told = new CopyOnWriteArrayList<>();

    TopicSnapshotsTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    private void publish(SoleraStreams streams, int module, long samples) throws InterruptedException {
        publish(streams, module, samples, schedule.slot(samples));
    }

    private void publish(SoleraStreams streams, int module, long samples, String slot) throws InterruptedException {
        try (DocumentPublisher publisher = streams.parameters(ModuleRange.of(module))) {
            publisher.deliver(module, samples, slot, codec.encode(snapshot(module, samples)));
        }
    }

    /** Of made-up values, which differ from module to module. */
    private static Snapshot snapshot(int module, long samples) {
        var architecture = PIPELINE.architecture(module);
        Map<String, Parameter> parameters = new TreeMap<>();
        for (ParameterSpec spec : architecture.parameters()) {
            long[] shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
            parameters.put(spec.name(), new Parameter(shape, spec.initial(Seeds.generator(module, "made up"))));
        }
        float[] outputs = new float[architecture.output().size()];
        Arrays.fill(outputs, module);
        return new Snapshot(module, samples, parameters, new Reference(7, 1, outputs));
    }

    @Test
    void shouldTellWholeSetsOfTheRunOnceIngestHasToldWhatTheRecordingsDecide() throws Exception {
        try (TestStreams pipeline = new TestStreams(brokers, PIPELINE)) {
            SoleraStreams streams = pipeline.streams(RUN);
            try (TopicSnapshots snapshots = new TopicSnapshots(PIPELINE, RUN, streams, pipeline.failure)) {
                // given another run's, one of which has the other module, and what is none
                publish(pipeline.streams("another"), 1, 16);
                publish(streams, 1, 0);
                publish(streams, 2, 0);
                publish(streams, 1, 8);
                publish(pipeline.streams("another"), 2, 8);
                DocumentChunk.of(RUN, "another identity", 8, "1", new byte[9])
                        .forEach(chunk -> pipeline.put(chunk.record(pipeline.topics.parameters(2))));
                String identity = Identity.of(PIPELINE);
                DocumentChunk.of(RUN, identity, 8, "1", "no document".getBytes(StandardCharsets.UTF_8))
                        .forEach(chunk -> pipeline.put(chunk.record(pipeline.topics.parameters(2))));

                // when
                snapshots.listen(told::add);
                NOTE.keep(streams.control());

                // then
                await().until(() -> told.size() == 1);
                StackSnapshot first = told.get(0);
                assertThat(first.number()).isZero();
                assertThat(first.run()).isEqualTo(RUN);
                assertThat(first.identity()).isEqualTo(identity);
                assertThat(first.classes()).isEqualTo(NOTE.classes());
                assertThat(((ImageInput) first.input()).normalise()).isEqualTo(NOTE.pixels());
                assertHolds(first);

                // when
                publish(streams, 2, 8);

                // then
                await().until(() -> told.size() == 2);
                assertThat(told.get(1).samples()).isEqualTo(8);
                assertThat(told.get(1).number()).isEqualTo(8);
            }
        }
    }

    /** Behind the set of 8 module 2 put aside what module 1 had trained on. */
    @Test
    void shouldNumberASetApartFromTheOneBeforeWhenAModuleEndsWithItsLastOne() throws Exception {
        try (TestStreams pipeline = new TestStreams(brokers, PIPELINE)) {
            SoleraStreams streams = pipeline.streams("put-aside");
            try (TopicSnapshots snapshots = new TopicSnapshots(PIPELINE, "put-aside", streams, pipeline.failure)) {
                // given
                snapshots.listen(told::add);
                NOTE.keep(streams.control());
                publish(streams, 1, 8);
                publish(streams, 2, 8);
                await().until(() -> told.size() == 1);

                // when
                publish(streams, 1, 12, SnapshotSchedule.LAST);
                publish(streams, 2, 8, SnapshotSchedule.LAST);

                // then
                await().until(() -> told.size() == 2);
                assertThat(told).extracting(StackSnapshot::number).containsExactly(8L, 12L);
                assertThat(told).extracting(StackSnapshot::samples).containsExactly(8L, 8L);
            }
        }
    }

    private static void assertHolds(StackSnapshot set) {
        assertThat(set.modules()).hasSize(2);
        for (int number = 1; number <= 2; number++) {
            ModuleSnapshot held = set.modules().get(number - 1);
            Snapshot published = snapshot(number, 0);
            assertThat(held.parameters()).usingRecursiveComparison().isEqualTo(Map.copyOf(published.parameters()));
            ModuleReference reference = held.reference().orElseThrow();
            assertThat(reference.outputs()).isEqualTo(published.reference().outputs());
            assertThat(reference.stride()).isEqualTo(1);
            assertThat(reference.shape().get(0)).isEqualTo(1);
            assertThat(reference.input()).isEqualTo(published.reference().input(PIPELINE, number));
        }
    }

    /** However many were published: on a compacted topic what is there is one chunk a key. */
    @Test
    void shouldHaveAsManyKeysAsSlotsHaveChunksWhenManyWerePublished() throws Exception {
        try (TestStreams pipeline = new TestStreams(brokers, PIPELINE)) {
            SoleraStreams streams = pipeline.streams("many");
            byte[] document = new byte[DocumentChunk.BYTES + 1];
            try (DocumentPublisher publisher = streams.parameters(ModuleRange.of(2))) {
                for (long samples = 0; samples < 8 * 5 * schedule.slots(); samples += 8) {
                    publisher.deliver(2, samples, schedule.slot(samples), document);
                }
                publisher.deliver(2, 999, SnapshotSchedule.LAST, document);
            }

            assertThat(pipeline.records(pipeline.topics.parameters(2), 0))
                    .filteredOn(record ->
                            "many".equals(StreamHeaders.run(record.headers()).orElse("")))
                    .as("the broker may have taken away records that were replaced")
                    .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                    .satisfies(
                            keys -> assertThat(keys.stream().distinct()).hasSize((int) (2 * (schedule.slots() + 1))));
        }
    }
}
