package dev.solera.gateway.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

/** What a call in JSON takes of the gateway's memory, before anything of it is known to be right. */
class JsonCallsTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What the parser takes by itself, however long its input. */
    private static final long ALLOCATED = 1 << 20;

    private static final String INPUT = "{\"inputs\":[{\"name\":\"lengths\",\"datatype\":\"INT64\",%s}]}";

    private final InFlight inFlight = new InFlight(DataSize.ofMegabytes(1));

    /** A call that would take more memory than it has bytes, and what is said of it. */
    private record Costly(String call, String refusal) {

        @Override
        public String toString() {
            return refusal;
        }
    }

    private static Stream<Costly> costly() {
        String many = "0,".repeat(2_000_000) + "0";
        return Stream.of(
                new Costly(
                        INPUT.formatted("\"shape\":[1],\"data\":[" + many + "]"),
                        "data of lengths is 2000001 elements; allowed: 1, as shape [1] says"),
                new Costly(
                        INPUT.formatted("\"data\":[" + many + "],\"shape\":[1]"),
                        "data of lengths is 2000001 elements; allowed: 1, as shape [1] says"),
                new Costly(
                        INPUT.formatted("\"shape\":[2000000000],\"data\":[1]"),
                        "data of lengths is 1 elements; allowed: 2000000000, as shape [2000000000] says"),
                new Costly(
                        INPUT.formatted("\"shape\":[2000001],\"data\":[" + many + "]"),
                        "request needs 16000008 bytes or more, with what is made of it; allowed: 1048576 bytes, "
                                + "by solera.gateway.inference.in-flight"),
                new Costly(
                        INPUT.formatted("\"shape\":[" + many + "],\"data\":[]"),
                        "shape of lengths is longer; allowed: 8 axes at most"),
                new Costly(
                        "{\"parameters\":{" + members(100_000) + "}}",
                        "members of the body is more; allowed: 1024 at most, of all its objects"),
                new Costly(
                        "{\"more\":[{" + members(100_000) + "}]}",
                        "members of the body is more; allowed: 1024 at most, of all its objects"));
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"%d\":0".formatted(i)).collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @MethodSource("costly")
    void shouldTakeNoMemoryForWhatIsRefused(Costly costly) {
        // given
        byte[] body = costly.call().getBytes(UTF_8);
        read("{}".getBytes(UTF_8));

        // when
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(InferenceException.class)
                .hasMessage(costly.refusal());

        // then
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATED);
    }

    @Test
    void shouldCountWhatIsMadeOfARequestUntilItIsAnswered() {
        // given
        byte[] body = INPUT.formatted("\"shape\":[70000],\"data\":[" + "1,".repeat(69_999) + "1]")
                .getBytes(UTF_8);

        // when
        try (InFlight.Claim claim = inFlight.claim()) {
            assertThat(JsonCalls.read(body, body.length, claim).inputs()).hasSize(1);

            // then
            assertThatThrownBy(() -> read(body)).hasMessageStartingWith("requests that are there already have");
        }
        assertThat(read(body).inputs()).hasSize(1);
    }

    private InferenceCall read(byte[] body) {
        try (InFlight.Claim claim = inFlight.claim()) {
            return JsonCalls.read(body, body.length, claim);
        }
    }
}
