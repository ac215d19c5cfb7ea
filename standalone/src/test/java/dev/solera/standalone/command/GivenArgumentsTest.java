package dev.solera.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenArgumentsTest {

    /** Says what it was given. */
    static final class Say {

        private Say() {}

        public static void main(String[] arguments) throws IOException {
            new PrintStream(System.out, true, StandardCharsets.UTF_8)
                    .println(String.join("|", GivenArguments.of(arguments)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8"})
    void shouldKeepEveryByteInEveryLocale(String locale) throws Exception {
        // given a shell, as Java cannot hand on bytes that are no text
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String typed =
                "exec \"$0\" -cp \"$1\" \"$2\" train '' --data \"$(printf 'caf\\351')\" \"$(printf 'Zo\\303\\253')\" 'a\\b'";
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", typed, java, System.getProperty("java.class.path"), Say.class.getName());
        builder.environment().keySet().removeIf(key -> key.startsWith("LC_") || key.equals("LANG"));
        builder.environment().put("LC_ALL", locale);

        // when
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // then
        assertThat(process.waitFor()).isZero();
        assertThat(said).isEqualTo("train||--data|caf\\xE9|Zo\u00EB|a\\b\n");
    }

    @Test
    void shouldLeaveArgumentsThatTheProcessWasNotGiven() throws IOException {
        String[] arguments = {"train", "--data", "Zo\uFFFD"};

        assertThat(GivenArguments.of(arguments)).isSameAs(arguments);
    }
}
