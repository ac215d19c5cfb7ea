package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.service.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** The evaluation pass of a topic that ends, on a broker; the test plays the first module. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class StreamedEvaluationTest {

    private static final int RECORDS = 60;

    @TempDir
    private Path folder;

    private final TestTopics topics;

    StreamedEvaluationTest(KafkaBroker.Address broker) {
        topics = new TestTopics(broker.bootstrapServers());
    }

    @Test
    void shouldReadLabelledRecordsOnceMoreWhenTheTopicEndsAndItIsStoppedAgainAndAgain() throws Exception {
        // given
        String topic = "evaluated";
        fill(topic, 2);
        List<Sample> undisturbed;
        try (var service = start("evaluated-whole", topic, "until=end")) {
            undisturbed = TestIngest.consumeAll(service, Integer.MAX_VALUE);
        }

        // then every sixth record is held out, every fifth has no label
        assertThat(TestIngest.learned(undisturbed)).isEqualTo(RECORDS);
        assertThat(TestIngest.count(undisturbed, Purpose.EVALUATE_TRAIN)).isEqualTo(TestIngest.EVALUATED);
        assertThat(TestIngest.count(undisturbed, Purpose.EVALUATE_HELD_OUT)).isEqualTo(8);
        Map<Integer, Sample> learned = undisturbed.subList(0, RECORDS).stream()
                .collect(Collectors.toMap(sample -> Arrays.hashCode(sample.values()), sample -> sample));
        for (Sample sample : undisturbed.subList(RECORDS, undisturbed.size())) {
            Sample before = learned.remove(Arrays.hashCode(sample.values()));
            assertThat(sample.labels().get("digit"))
                    .containsExactly(before.labels().get("digit"));
            assertThat(sample.labels().get("digit")[0]).isIn(0, 1);
            assertThat(sample.purpose() == Purpose.EVALUATE_HELD_OUT).isEqualTo(before.purpose() == Purpose.HELD_OUT);
        }

        // when
        for (int taken : new int[] {20, RECORDS + 11}) {
            try (var service = start("evaluated-again", topic, "until=end")) {
                TestIngest.consume(service, taken);
            }
        }
        try (var service = start("evaluated-again", topic, "until=end")) {
            // then
            EndingEarlyTest.assertSame(TestIngest.consumeAll(service, Integer.MAX_VALUE), undisturbed);
        }
    }

    @Test
    void shouldEvaluateWhatWasTrainedOnWhenTheRunEndsBeforeTheTopic() throws Exception {
        fill("evaluated-steps", 1);
        try (var service =
                start("evaluated-steps", "evaluated-steps", List.of("--solera.ingest.steps=7"), "until=end")) {
            TestIngest.consume(service, 38);
        }
        try (var service =
                start("evaluated-steps", "evaluated-steps", List.of("--solera.ingest.steps=7"), "until=end")) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            assertThat(TestIngest.count(arrived, Purpose.TRAIN)).isEqualTo(28);
            // of the three blocks of 16 that were begun
            assertThat(TestIngest.count(arrived, Purpose.EVALUATE_HELD_OUT)).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40, RECORDS})
    void shouldEvaluateWhatIsThereWhenRecordsWereDeletedBeforeLearningEnded(int deleted) throws Exception {
        String name = "evaluated-late-" + deleted;
        fill(name, 1);
        try (var service = start(name, name, "until=end")) {
            // given that the consumer has all of the topic, and waits for module 1
            TestIngest.consume(service, 20);

            // when
            topics.deleteBefore(name, deleted);
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then
            assertThat(TestIngest.learned(arrived)).isEqualTo(RECORDS);
            assertThat(arrived.stream().filter(sample -> sample.purpose().isEvaluation()))
                    .hasSize((int) labelled(deleted))
                    .allSatisfy(sample -> assertThat(sample.valid()).isEqualTo(TestTopics.WINDOW));
            assertThat(service.getBean(Ingest.class).completion().join())
                    .containsEntry("deleted-before-evaluation", (long) deleted);
        }
    }

    @Test
    void shouldGoOnWithBlankSamplesWhenRecordsAreDeletedInTheMiddleOfThePassAndItIsStopped() throws Exception {
        // given
        fill("evaluated-torn", 1);
        try (var service = start("evaluated-torn", "evaluated-torn", "until=end")) {
            TestIngest.consume(service, RECORDS + 3);
        }

        // when
        topics.deleteBefore("evaluated-torn", RECORDS);

        // then
        try (var service = start("evaluated-torn", "evaluated-torn", "until=end")) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);
            assertThat(TestIngest.count(arrived, Purpose.EVALUATE_TRAIN)).isEqualTo(TestIngest.EVALUATED);
            assertThat(TestIngest.count(arrived, Purpose.EVALUATE_HELD_OUT)).isEqualTo(8);
            Sample last = arrived.get(arrived.size() - 1);
            assertThat(last.valid()).isZero();
            assertThat(last.labels().get("digit")).containsExactly(-1);
        }
    }

    @Test
    void shouldHaveNoEvaluationPassWhenTheRunDoesNotEndWithTheTopic() throws Exception {
        fill("evaluated-endless", 1);
        try (var service = start("evaluated-endless", "evaluated-endless", List.of("--solera.ingest.steps=2"))) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            assertThat(arrived).noneMatch(sample -> sample.purpose().isEvaluation());
        }
    }

    /** Of the records from one on those that have a label, all of which the bound has room for. */
    private static long labelled(int from) {
        long labelled = 0;
        for (int i = from; i < RECORDS; i++) {
            labelled += i % 5 == 0 ? 0 : 1;
        }
        return labelled;
    }

    private void fill(String topic, int partitions) throws Exception {
        topics.create(topic, partitions);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            Map<String, String> headers = new HashMap<>(Map.of("split", i % 6 == 1 ? "test" : "train"));
            if (i % 5 > 0) {
                headers.put("digit", Integer.toString(i % 2));
            }
            byte[] value = TestTopics.shorts(i, TestTopics.WINDOW);
            records.add(TestTopics.record(topic, i % partitions, System.currentTimeMillis(), "k" + i, value, headers));
        }
        topics.send(records);
    }

    private ConfigurableApplicationContext start(String pipeline, String topic, String... stream) throws Exception {
        return start(pipeline, topic, List.of(), stream);
    }

    private ConfigurableApplicationContext start(String pipeline, String topic, List<String> more, String... stream)
            throws Exception {
        List<String> settings = new ArrayList<>(List.of("--solera.ingest.held-out=split=test"));
        settings.addAll(more);
        List<String> all = new ArrayList<>(List.of("values=int16", "shuffle=16", "classes.digit=0,1"));
        all.addAll(List.of(stream));
        return topics.start(folder, new TestIngest.Setup(pipeline, 2), topic, settings, all.toArray(String[]::new));
    }
}
