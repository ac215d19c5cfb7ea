package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.broker.EmbeddedBroker;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunProvenance;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole run in this process, fed from a topic of another cluster. */
@Timeout(180)
class TopicRunTest {

    private static final int RECORDS = 40;
    private static final int HELD_OUT = 8;
    private static final int FRAMES = 2048;

    @TempDir
    private Path folder;

    @Test
    void shouldTrainOnTheFramesOfATopicAndEndWithATableOfThem() throws Exception {
        try (EmbeddedBroker cluster = EmbeddedBroker.start(folder.resolve("cluster"))) {
            // given
            produce(cluster.bootstrapServers());
            Map<String, Object> ingest = Map.of(
                    "solera.ingest.source", "kafka:tones",
                    "solera.ingest.held-out", "split=test",
                    "solera.ingest.stream.kafka.bootstrap-servers", cluster.bootstrapServers(),
                    "solera.ingest.stream.values", "float32",
                    "solera.ingest.stream.until", "end",
                    "solera.ingest.stream.classes.pitch", "low,high");
            var settings = new TrainSettings(
                    PipelineDefinitions.parse(TinyRun.DEFINITION),
                    List.of(ComputeDevice.CPU),
                    ingest,
                    Optional.empty(),
                    folder.resolve("run"),
                    Optional.empty(),
                    "test",
                    List.of());
            StringWriter out = new StringWriter();

            // when
            TrainRun.begin(
                    settings,
                    new PrintWriter(out),
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

            // then
            assertThat(out.toString())
                    .contains("on kafka:tones, as its records come.")
                    .containsPattern(
                            "Held-out pitch accuracy by depth, % of 8 held out, chance 50.0\\R.*\\R  0 input.*\\R  1 .*\\R  2 ");
            RunProvenance provenance = RunProvenance.read(new RunFolder(folder.resolve("run"), false).provenance());
            assertThat(provenance.outcome()).isEqualTo(RunProvenance.FINISHED);
            assertThat(provenance.data().origin()).isEqualTo("kafka:tones");
            assertThat(provenance.counts().get("ingest"))
                    .containsEntry("train", (long) RECORDS - HELD_OUT)
                    .containsEntry("evaluate-held-out", (long) HELD_OUT)
                    .containsEntry("recordings", (long) RECORDS);
            assertThat(provenance.counts().get("module-2")).containsEntry("samples-trained", (long) RECORDS - HELD_OUT);
        }
    }

    private static void produce(String brokers) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers);
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic("tones", 1, (short) 1)))
                    .all()
                    .get();
        }
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                ByteBuffer frames = ByteBuffer.allocate(FRAMES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                for (int t = 0; t < FRAMES; t++) {
                    frames.putFloat((float) Math.sin(t * (i + 1) / 40.0));
                }
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("tones", frames.array());
                String pitch = i < RECORDS / 2 ? "low" : "high";
                record.headers().add("pitch", pitch.getBytes(StandardCharsets.UTF_8));
                String split = i % 5 == 0 ? "test" : "train";
                record.headers().add("split", split.getBytes(StandardCharsets.UTF_8));
                producer.send(record).get();
            }
        }
    }
}
