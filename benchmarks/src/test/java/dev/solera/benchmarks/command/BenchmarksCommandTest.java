package dev.solera.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchmarksCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sook                          | did you mean soak?
            soak --stepps 3               | did you mean --steps?
            soak --steps many             | Invalid value for option '--steps': 'many'
            soak --steps 1500             | --steps is 1500; allowed: twice --baseline, which is 1000, or more
            soak --baseline 0             | --baseline, which is 0, or more
            soak --pipeline nope          | pipeline is nope; allowed: speech, speech-small, speech-cosine, vision, vision-small, or the path
            checkpoint-cost --pairs 1     | --pairs is 1; allowed: 2 or more
            checkpoint-cost --seconds 29  | --seconds is 29; allowed: 30 or more
            checkpoint-cost --pipeline no | pipeline is no; allowed: speech, speech-small, speech-cosine, vision, vision-small, or the path
            pipeline-cost --pairs 1       | --pairs is 1; allowed: 2 or more
            pipeline-cost --steps 0       | --steps is 0; allowed: 1 or more
            pipeline-cost --seconds 29    | --seconds is 29; allowed: 30 or more
            serve-load x --connections 0  | --connections is [0]; allowed: one or more numbers from 1 to 1024
            wire --samples 0              | --samples is 0; allowed: 1 or more
            wire --pipeline no            | pipeline is no; allowed: speech, speech-small, speech-cosine, vision, vision-small, or the path
            wire --steps 0                | steps is 0; allowed: more than 0
            tables --only steps           | Invalid value for option '--only' (TABLE,...): expected one of
            tables --python nowhere       | --python is nowhere; allowed: a program that can be run
            tables --pipeline no          | pipeline is no; allowed: speech, speech-small, speech-cosine, vision, vision-small, or the path
            learning --vary batch         | --vary is batch; allowed: KEY=VALUE
            learning --samples 9          | --samples is 9; allowed: a multiple of the batch, which is 8
            learning --device gpu         | --device is gpu; allowed: cpu, or cuda:0, cuda:1 and so on
            learning --device cuda:999    | --device is cuda:999; allowed: cpu
            learning --processes 0        | --processes is 0; allowed: 1 or more
            alignment --batches 3         | --batches is 3; allowed: an even number
            alignment --after 3           | --after is [3]; allowed: multiples of the batch, which is 8
            wire --set batch=0            | batch is 0; allowed: 1 to 4096
            gpu --device gpu              | --device is gpu; allowed: cpu, or cuda:0, cuda:1 and so on
            gpu --device cuda:999         | --device is cuda:999; allowed: cpu
            gpu --python nowhere          | --python is nowhere; allowed: a program that can be run
            gpu --steps 39                | --steps is 39; allowed: 40 or more
            """)
    void shouldRefuseInOneLineWhenTheCommandIsWrong(String arguments, String line) {
        // when
        String out = arguments.matches("(wire|serve-load|alignment) .*") ? "" : " --out " + folder.resolve("new");
        int status = execute((arguments + out).split(" "));

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
    void shouldNameTheMeasurementsWhenNoneIsGiven() {
        // when
        int status = execute();

        // then
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString())
                .contains(
                        "a command is missing; allowed: soak, checkpoint-cost, pipeline-cost, wire, learning, alignment, serve-load, stream, gpu, tables, help");
    }

    @Test
    void shouldRefuseAFolderThatIsThere() {
        // when
        int status = execute("soak", "--out", folder.toString());

        // then
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--out is " + folder + "; allowed: a folder that is not there yet");
    }

    private int execute(String... arguments) {
        return BenchmarksCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
