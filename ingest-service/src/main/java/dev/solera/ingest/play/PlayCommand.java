package dev.solera.ingest.play;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.FileName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code solera play}: a folder as the stream that somebody has. */
@Command(
        name = "play",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Plays the sounds and pictures of a folder into a topic, a file a record: its bytes as the value, its "
                        + "path as the key, its labels as headers. The topic is made where it is missing.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  Spoken digits, ten a second, and a stack that trains on them as they come:",
            "    solera play fsdd/recordings --to clips --bootstrap-server broker:9092 \\",
            "      --labels '(?<digit>\\d)_(?<speaker>\\w+)_\\d+' --rate 10",
            "    solera train --data kafka:clips --stream kafka.bootstrap-servers=broker:9092",
            "  Without a folder, synthetic speech:",
            "    solera play --to clips --bootstrap-server broker:9092"
        })
public final class PlayCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "At any nesting. Default: the built-in synthetic speech, as wav files labelled by speaker.")
    private String folder;

    @Option(names = "--to", paramLabel = "TOPIC", required = true, description = "The topic.")
    private String topic;

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            required = true,
            description = "Of the topic's cluster; several with commas between.")
    private String servers;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties of Kafka's clients, as its own tools take them: security.protocol and the like.")
    private String config;

    @Option(
            names = "--labels",
            paramLabel = "PRESET|REGEX",
            defaultValue = "",
            description = "Which headers a file has: folder (the one it lies in), librispeech, or a regular expression "
                    + "with named groups over the relative path. Default: none.")
    private String labels;

    @Option(
            names = "--rate",
            paramLabel = "FILES",
            description = "A second, at most. Default: as fast as they are taken.")
    private Double rate;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often every file is played. Default: 1.")
    private int rounds;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of a topic that is made. Default: 1.")
    private int partitions;

    @Override
    public Integer call() throws InterruptedException {
        require("--rate", rate, rate == null || rate > 0 && Double.isFinite(rate), "more than 0 files a second");
        require("--rounds", rounds, rounds > 0, "1 or more");
        require("--partitions", partitions, partitions > 0, "1 or more");
        require(
                "--labels",
                labels,
                folder != null || labels.isEmpty(),
                "with a FOLDER, as synthetic speech has its own");
        Playlist files =
                folder == null ? new SyntheticPlaylist() : new FolderPlaylist(FileName.path("FOLDER", folder), labels);
        PlayTopic to = new PlayTopic(topic, connection());
        to.ensure(partitions, files.largest());
        PrintWriter out = spec.commandLine().getOut();
        new Player(to, files, Optional.ofNullable(rate)).play(rounds, sent -> {
            out.printf("%,d records are in topic %s%n", sent, topic);
            out.flush();
        });
        return CommandLine.ExitCode.OK;
    }

    private Map<String, String> connection() {
        Properties given = new Properties();
        if (config != null) {
            try (Reader file = Files.newBufferedReader(FileName.path("--command-config", config))) {
                given.load(file);
            } catch (IOException | IllegalArgumentException e) {
                throw new InvalidSourceException(
                        "--command-config is %s, which cannot be read: %s".formatted(config, e), e);
            }
        }
        Map<String, String> connection = new TreeMap<>();
        given.stringPropertyNames().forEach(key -> connection.put(key, given.getProperty(key)));
        connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        return connection;
    }

    private static void require(String option, Object value, boolean fits, String allowed) {
        if (!fits) {
            throw new InvalidSourceException("%s is %s; allowed: %s".formatted(option, value, allowed));
        }
    }
}
