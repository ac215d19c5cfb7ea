package dev.solera.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SoleraCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                | a command is missing; allowed: train, resume, reproduce, probe, export, serve, play, broker, help
            trian                             | did you mean train?
            train --epcohs 3                  | did you mean --epochs?
            train --steps many                | Invalid value for option '--steps': 'many'
            train --steps 0                   | steps is 0; allowed: more than 0
            train --steps 3 --minutes 1       | are mutually exclusive
            train --minutes 0                 | minutes is 0.0; allowed: more than 0
            train --pipeline nope             | pipeline is nope; allowed: speech, speech-small, speech-cosine, vision, vision-small, or the path
            train --data /no/such/folder      | --data is /no/such/folder, which is no folder
            train --data synthetic:song       | source is synthetic:song; allowed: a folder, or synthetic:speech
            train --labels kaldi              | which has its own; allowed: with a folder
            train --label-columns age         | which has its own; allowed: with a folder
            train --data . --label-columns age | source . holds no audio files that can be read
            train --set input.windw=3         | the key input.windw is unknown; allowed: kind, sample-rate, window
            train --data kafka:t              | --data is kafka:t, and nobody says on which cluster; allowed: with --stream kafka.bootstrap-servers=HOST:PORT
            train --data kafka:t --stream kafka.sasl.jaas.config=x | --stream has kafka.sasl.jaas.config, which is a secret; allowed: in the environment, as SOLERA_INGEST_STREAM_KAFKA_SASL_JAAS_CONFIG
            train --data kafka:t --stream kafka.bootstrap-servers=a:1 --epochs 2 | epochs is given with source kafka:t, whose records come by once
            train --data kafka:t --stream kafka.bootstrap-servers=a:1 --held-out last:2:a | held-out is last:2:a with a source that is a topic; allowed: none, hash:FRACTION
            train --data kafka:t --stream kafka.bootstrap-servers=a:1 --labels folder | labels is folder with a source that is a topic; allowed: headers, none, or a regular expression
            train --data kafka:t --stream kafka.bootstrap-servers=a:1 --pipeline vision-small | input.normalise is not there with a source that is a topic
            train --data kafka:t --stream shuffle=0 | solera.ingest.stream.shuffle is 0; allowed: 1 or more samples
            train --data kafka:t --stream values=int24 | solera.ingest.stream.values is int24; allowed: files, base64, float32, int16, text
            train --data kafka:t --stream from=tomorrow | solera.ingest.stream.from is tomorrow; allowed: earliest, latest, or a time
            train --data kafka:t --stream until=noon | solera.ingest.stream.until is noon; allowed: end, or nothing
            train --data kafka:t --stream join=speaker | solera.ingest.stream.join is speaker; allowed: key, or nothing
            train --data kafka:t --stream join=key | solera.ingest.stream.join is key; allowed: with values float32, int16 or text
            train --data kafka:t --stream join-gap=0s | solera.ingest.stream.join-gap is PT0S; allowed: more than 0s
            train --data kafka:t --stream join-keys=501 | solera.ingest.stream.join-keys is 501; allowed: 1 to 500
            train --data kafka:a/b --stream kafka.bootstrap-servers=a:1 | source is kafka:a/b; allowed: kafka:TOPIC
            train --evaluation-limit 0        | solera.ingest.evaluation-limit is 0; allowed: 1 or more windows
            train --set batch=0               | batch is 0; allowed: 1 to 4096
            train --set arithmetic=fp16       | arithmetic is fp16; allowed: float32, bfloat16, auto
            train --set modules[9].threads=1  | --set is modules[9].threads; allowed: a key of the definition
            train --short-clips stretch       | input.short-clips is stretch; allowed: pad, join
            train --short-clips join-within:accent | join-within:accent, which no recording has; allowed: a label
            train --set modules[1].threads=2  | modules[1].threads is 2; allowed: 1, as modules[0] has
            train --steps 9223372036854775807 | --steps is 9223372036854775807; allowed: 1 to 1000000000000
            train --epochs 9223372036854775807 | --epochs is 9223372036854775807; allowed: 1 to 1000000000
            train --set .=3                   | --set is .; allowed: a key of the definition
            train --set batch.=3              | --set is batch.; allowed: a key of the definition
            train --set [0]=3                 | --set is [0]; allowed: a key of the definition
            train --device gpu                | --device is gpu; allowed: cpu, or cuda:0, cuda:1 and so on
            train --device cuda:999           | --device is cuda:999; allowed: cpu
            train --set arithmetic=auto --device cuda:999 | --device is cuda:999; allowed: cpu
            train --port 70000                | --port is 70000; allowed: 0 to 65535
            """)
    void shouldRefuseInOneLineWhenTheCommandIsWrong(String arguments, String line) {
        // when
        int status = execute((arguments.isBlank() ? "" : arguments + " --out " + folder.resolve("run")).split(" "));

        // then
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(line);
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldRefuseAnOutputFolderThatHoldsSomething() throws IOException {
        // given
        Files.writeString(folder.resolve("thesis.txt"), "years of work");

        // when
        int status = execute("train", "--out", folder.toString());

        // then
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString().lines()).singleElement().asString().contains("--out is " + folder);
    }

    @Test
    void shouldRefuseAnOutputFolderWithACommaWhenKafkaWouldTakeItForTwo() {
        // when
        int status = execute("train", "--out", folder.resolve("one,two").toString());

        // then
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString().lines()).singleElement().asString().contains("a path without commas");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldKeepTheUsersEmptyFolderWhenTheRunIsRefused() {
        // when
        int status = execute(
                "train", "--out", folder.toString(), "--data", folder.getParent() + "/none", "--labels", "kaldi");

        // then
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "--data,--data is empty; allowed: DIR|SOURCE (see solera train --help)",
        "--out,--out is empty; allowed: DIR (see solera train --help)"
    })
    void shouldRefuseAFolderThatIsEmptyAsAnUnsetVariableIs(String option, String line) {
        // when
        int status = option.equals("--out")
                ? execute("train", "--out", "")
                : execute("train", option, "", "--out", folder.resolve("run").toString());

        // then
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString().lines()).singleElement().isEqualTo("error: " + line);
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "train --data nowhere --held-out,--held-out is empty",
        "train --data nowhere --labels,--labels is empty",
        "train --data nowhere --label-columns,--label-columns is empty",
        "train --data nowhere --frame-labels,--frame-labels is empty",
        "train --data nowhere --short-clips,--short-clips is empty",
        "resume,RUN is empty",
        "reproduce,RUN is empty"
    })
    void shouldRefuseWhatIsEmptyAsAnUnsetVariableIs(String command, String line) {
        // when
        int status = execute((command + " ").split(" ", -1));

        // then
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("error: " + line + "; allowed: ");
    }

    @Test
    void shouldRefuseAPortThatIsTaken() throws IOException {
        // given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {

            // when
            int status = execute("train", "--port", Integer.toString(taken.getLocalPort()));

            // then
            assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
            assertThat(err.toString().lines()).singleElement().asString().contains("allowed: a free port");
        }
    }

    @Test
    void shouldTeachWhenAskedForHelp() {
        // when
        int status = execute("train", "--help");

        // then
        assertThat(status).isZero();
        assertThat(out.toString())
                .contains("solera train --data", "--held-out last:4:speaker", "Ctrl-C ends the training early");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    private int execute(String... arguments) {
        return SoleraCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.length == 1 && arguments[0].isEmpty() ? new String[0] : arguments);
    }
}
