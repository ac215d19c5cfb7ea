package dev.solera.ingest.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.media.audio.Audio;
import dev.solera.media.picture.Pictures;
import dev.solera.service.KafkaBroker;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command on a broker. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class PlayTest {

    private final StringWriter out = new StringWriter();

    @TempDir
    private Path folder;

    private final String brokers;

    PlayTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @Test
    void shouldPlayEveryFileWholeWithItsPathAndItsLabelsAsOftenAsItIsTold() throws Exception {
        // given a file that is larger than brokers take by themselves
        Path large = Audio.wav(folder.resolve("theo/7_b.wav"), 48_000, Audio.tone(300, 48_000, 600_000));
        Path sound = Audio.flac("mono-16k-16bit.flac", folder.resolve("theo/3_a.flac"));
        Path picture = Pictures.put("colour.jpg", folder.resolve("x.jpg"));
        Files.writeString(folder.resolve("notes.txt"), "no record");
        assertThat(Files.size(large)).isGreaterThan(1 << 20);

        // when
        int status = play(
                folder.toString(),
                "--to",
                "folder-played",
                "--labels",
                "(?<speaker>\\w+)/(?<digit>\\d)_",
                "--rounds",
                "2");

        // then
        assertThat(status).as(out.toString()).isZero();
        assertThat(out.toString()).contains("3 records are in topic folder-played", "6 records are in");
        List<ConsumerRecord<String, byte[]>> records = read("folder-played", 6);
        assertThat(records)
                .extracting(ConsumerRecord::key)
                .containsExactly("theo/3_a.flac", "theo/7_b.wav", "x.jpg", "theo/3_a.flac", "theo/7_b.wav", "x.jpg");
        assertThat(records.get(0).value()).isEqualTo(Files.readAllBytes(sound));
        assertThat(records.get(1).value()).isEqualTo(Files.readAllBytes(large));
        assertThat(records.get(2).value()).isEqualTo(Files.readAllBytes(picture));
        assertThat(headers(records.get(1))).containsExactlyInAnyOrder("speaker=theo", "digit=7");
        assertThat(headers(records.get(2))).isEmpty();
    }

    @Test
    void shouldPlayNoFasterThanItIsTold() throws Exception {
        for (int i = 0; i < 4; i++) {
            Audio.wav(folder.resolve(i + ".wav"), 8000, Audio.tone(300, 8000, 800));
        }

        assertThat(play(folder.toString(), "--to", "slowly-played", "--rate", "4"))
                .isZero();

        List<ConsumerRecord<String, byte[]>> records = read("slowly-played", 4);
        assertThat(records.get(3).timestamp() - records.get(0).timestamp()).isGreaterThanOrEqualTo(700);
    }

    @Test
    void shouldMakeWavFilesOfSyntheticSpeechWhenThereIsNoFolder() throws Exception {
        SyntheticPlaylist speech = new SyntheticPlaylist();
        for (int number : new int[] {0, 13, speech.size() - 1}) {
            PlayedFile file = speech.get(number);

            AudioInputStream wav = AudioSystem.getAudioInputStream(new ByteArrayInputStream(file.content()));
            assertThat(wav.getFormat().getSampleRate()).isEqualTo(16_000);
            assertThat(wav.getFrameLength()).isBetween(22_000L, 45_000L);
            assertThat((long) file.content().length).isLessThanOrEqualTo(speech.largest());
            assertThat(file.labels()).containsExactly(Map.entry("speaker", "voice" + number % 10));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nowhere --to t                  | folder nowhere cannot be read
            src/main/java --to t            | folder src/main/java has no sounds or pictures; allowed: one that has
            src/main/java --to t --labels table:x.csv | labels is table:x.csv; allowed: folder, librispeech, or a regular expression
            --to t --labels folder          | --labels is folder; allowed: with a FOLDER
            --to t --rate 0                 | --rate is 0.0; allowed: more than 0 files a second
            --to t --rounds 0               | --rounds is 0; allowed: 1 or more
            --to t --partitions 0           | --partitions is 0; allowed: 1 or more
            --to a/b                        | topic a/b on
            --to t --command-config nowhere | --command-config is nowhere, which cannot be read: java.nio.file.NoSuchFileException: nowhere
            """)
    void shouldRefuseInOneLineWhenItCannotPlay(String arguments, String message) {
        assertThat(play(arguments.split(" "))).isNotZero();
        assertThat(out.toString().lines()).singleElement().asString().contains(message);
    }

    @Test
    void shouldTakeTheSettingsOfKafkasToolsFromAFile() throws Exception {
        Path config = Files.writeString(folder.resolve("client.properties"), "security.protocol=SMOKE\n");

        assertThat(play("--to", "t", "--command-config", config.toString())).isNotZero();

        assertThat(out.toString().lines()).singleElement().asString().contains("cannot be written: ", "SMOKE");
    }

    private int play(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-server", brokers));
        PrintWriter writer = new PrintWriter(out);
        return new CommandLine(new PlayCommand())
                .setOut(writer)
                .setErr(writer)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(all.toArray(String[]::new));
    }

    private List<ConsumerRecord<String, byte[]>> read(String topic, int count) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            await().until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    private static List<String> headers(ConsumerRecord<?, ?> record) {
        List<String> headers = new ArrayList<>();
        record.headers()
                .forEach(
                        header -> headers.add(header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
