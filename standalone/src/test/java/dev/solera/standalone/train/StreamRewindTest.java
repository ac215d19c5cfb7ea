package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.FolderCheckpoints;
import dev.solera.checkpoint.InputPosition;
import dev.solera.checkpoint.Provenance;
import dev.solera.learning.LearningModule;
import dev.solera.learning.TrainerState;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.broker.EmbeddedBroker;
import dev.solera.standalone.report.RunFolder;
import dev.solera.stream.TelemetryCodec;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StreamRewindTest {

    private static final String DEFINITION = """
            pipeline: rewound
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 1
            flow: {mode: %s}
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - context: {hidden: 6}
            """;

    private static final int RECORDS = 12;
    /** Samples behind the newest checkpoints. */
    private static final long TAKEN = 8;

    @TempDir
    private Path folder;

    @Test
    void shouldTakeBackEveryInputWhenNothingIsPassedOver() throws Exception {
        assertThat(firstOffsetsAfterRewind("lossless"))
                .containsOnly(Map.entry(0, (long) RECORDS), Map.entry(1, (long) RECORDS));
    }

    /** The first module does not make again what the second has not read yet, the evaluation pass among it. */
    @Test
    void shouldLeaveWhatModulesHaveHandedOnWhenSamplesMayBePassedOver() throws Exception {
        assertThat(firstOffsetsAfterRewind("latest")).containsOnly(Map.entry(0, (long) RECORDS), Map.entry(1, 0L));
    }

    /** @return where the records of a depth's topic begin, by depth */
    private Map<Integer, Long> firstOffsetsAfterRewind(String flow) throws Exception {
        // given
        PipelineDefinition definition = PipelineDefinitions.parse(DEFINITION.formatted(flow));
        Topics topics = new Topics(definition.pipeline());
        RunFolder run = RunFolder.create(folder.resolve("run"));
        keep(run, definition, 1);
        keep(run, definition, 2);
        try (EmbeddedBroker broker = EmbeddedBroker.start(run.broker());
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            fill(broker.bootstrapServers(), admin, topics);

            // when
            new StreamRewind(definition, run, broker.bootstrapServers()).rewind();

            // then a module hears where the next one downstream goes on from
            assertThat(told(broker.bootstrapServers(), topics.positions()))
                    .containsExactlyElementsOf(flow.equals("lossless") ? List.of(kept(2)) : List.of());
            Map<Integer, Long> first = new TreeMap<>();
            for (int depth = 0; depth < definition.depth(); depth++) {
                TopicPartition input = new TopicPartition(topics.activations(depth), 0);
                first.put(
                        depth,
                        admin.listOffsets(Map.of(input, OffsetSpec.earliest()))
                                .partitionResult(input)
                                .get()
                                .offset());
            }
            return first;
        }
    }

    private static String kept(int module) {
        return "%s/%d/kept: %d".formatted(Services.RUN, module, TAKEN);
    }

    /** Key and sequences of every event. */
    private static List<String> told(String servers, String topic) {
        var positions = new TopicPartition(topic, 0);
        try (var reader = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", servers),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            reader.assign(List.of(positions));
            reader.seekToBeginning(List.of(positions));
            List<String> told = new ArrayList<>();
            while (reader.position(positions)
                    < reader.endOffsets(List.of(positions)).get(positions)) {
                for (ConsumerRecord<String, byte[]> event : reader.poll(Duration.ofSeconds(1))) {
                    var kept = (TelemetryEvent.Kept)
                            TelemetryCodec.decode(event.value()).orElseThrow();
                    told.add(event.key() + ": " + kept.sequences());
                }
            }
            return told;
        }
    }

    private static void keep(RunFolder run, PipelineDefinition definition, int number) throws Exception {
        Provenance owner = new Provenance(Services.RUN, definition, ModuleRange.of(number));
        try (LearningModule module = LearningModule.initial(definition, number)) {
            TrainerState state = new TrainerState(List.of(module.state()), new TrainerState.Progress(TAKEN, 0, false));
            InputPosition position = new InputPosition(TAKEN - 1, List.of(TAKEN, 0L, 0L, 0L), 0, false);
            FolderCheckpoints store = FolderCheckpoints.of(run.checkpoints(), owner, 1);
            store.write(store.acquire(), new Checkpoint(owner.at(0, TAKEN), state, List.of(position)), Long.MAX_VALUE);
        }
    }

    private static void fill(String servers, Admin admin, Topics topics) throws Exception {
        List<String> inputs = List.of(topics.activations(0), topics.activations(1));
        admin.createTopics(List.of(
                        new NewTopic(inputs.get(0), Optional.of(1), Optional.empty()),
                        new NewTopic(inputs.get(1), Optional.of(1), Optional.empty()),
                        new NewTopic(topics.positions(), Optional.of(1), Optional.empty())))
                .all()
                .get();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", servers),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String input : inputs) {
                for (int record = 0; record < RECORDS; record++) {
                    producer.send(new ProducerRecord<>(input, 0, null, new byte[1]))
                            .get();
                }
            }
        }
    }
}
