package dev.solera.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcFilesTest {

    @Test
    void shouldReadResidentBytesWhenStatusHasThem() {
        // given
        List<String> status =
                List.of("Name:\tjava", "VmHWM:\t  700000 kB", "VmRSS:\t  634880 kB", "RssAnon:\t 600000 kB");

        // when
        long bytes = ProcFiles.residentBytes(status);

        // then
        assertThat(bytes).isEqualTo(634_880L * 1024);
    }

    @Test
    void shouldReadTheMostThatAProcessHasHad() {
        // given
        List<String> status = List.of("Name:\tjava", "VmHWM:\t  700000 kB", "VmRSS:\t  634880 kB");

        // when, then
        assertThat(ProcFiles.peakBytes(status)).isEqualTo(700_000L * 1024);
        assertThatThrownBy(() -> ProcFiles.peakBytes(List.of("VmRSS:\t 1 kB")))
                .hasMessage("status has no line VmHWM: <n> kB");
    }

    @Test
    void shouldRefuseStatusWithoutResidentMemory() {
        // when, then: so it is of a process that has ended and was not waited for
        assertThatThrownBy(() -> ProcFiles.residentBytes(List.of("Name:\tjava", "State:\tZ (zombie)")))
                .hasMessage("status has no line VmRSS: <n> kB");
    }

    @Test
    void shouldAddUserAndSystemTimeWhenTheNameHoldsBracketsAndBlanks() {
        // given
        String stat = "4711 (a ) b (c) S 1 4711 4711 0 -1 4194304 21504 0 12 0 1234 66 0 0 20 0 41 0 9000 1 2";

        // when
        Duration time = ProcFiles.processorTime(stat);

        // then
        assertThat(time).isEqualTo(Duration.ofMillis(13_000));
        assertThat(ProcFiles.name(stat)).isEqualTo("a ) b (c");
    }

    @Test
    void shouldReadThisProcess() throws IOException {
        // given
        long pid = ProcessHandle.current().pid();

        // when, then
        assertThat(ProcFiles.residentBytes(pid)).isGreaterThan(10L << 20);
        assertThat(ProcFiles.processorTime(pid)).isPositive();
        assertThat(ProcFiles.threadTimes(pid)).containsKey("VM Thread");
    }
}
