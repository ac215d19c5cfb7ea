package dev.solera.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LiveHeapTest {

    private static final String HISTOGRAM = """
            4711:
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:         12345         987654  [B (java.base@17.0.9)
               2:            12           1000  java.lang.String (java.base@17.0.9)
            Total         12357         988654
            """;

    @Test
    void shouldReadTheTotalOfAHistogram() {
        assertThat(LiveHeap.bytes(HISTOGRAM)).isEqualTo(988_654);
    }

    @Test
    void shouldNameWhatTheToolSaidWhenThereIsNoTotal() {
        assertThatThrownBy(() -> LiveHeap.bytes("4711: No such process\n"))
                .hasMessageContaining("4711: No such process");
    }

    @Test
    void shouldSeeAnArrayWhenThisProcessHoldsIt() throws IOException, InterruptedException {
        // given what earlier tests left, of which some is free a collection later alone
        long pid = ProcessHandle.current().pid();
        LiveHeap.bytes(pid);
        long before = LiveHeap.bytes(pid);
        byte[] held = new byte[32 << 20];

        // when
        long after = LiveHeap.bytes(pid);

        // then
        assertThat(after - before).isBetween(30L << 20, 40L << 20);
        assertThat(held).hasSize(32 << 20);
    }
}
