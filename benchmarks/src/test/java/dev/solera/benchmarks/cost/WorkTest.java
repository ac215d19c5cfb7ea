package dev.solera.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkTest {

    @ParameterizedTest
    @CsvSource({
        "broker, data-plane-kafk, BROKER",
        "ingest, ingest-publishe, INGEST",
        "module-1, module-1-traini, TRAIN",
        "module-1, module-1-publis, ENCODE",
        "module-1, module-1-activa, DECODE",
        "module-1, module-1-neighb, REST",
        "module-1, kafka-producer-, REST",
        "module-1, module-1-positi, REST",
        "module-12, module-12-train, TRAIN",
        "module-12, module-12-activ, DECODE",
        "module-1-3, module-1-3-trai, TRAIN",
        "module-1, C1 CompilerThre, COMPILE",
        "broker, C2 CompilerThre, COMPILE",
        "module-1, '', REST",
        "broker, '', BROKER"
    })
    void shouldTellByTheNamesThatLinuxKeeps(String process, String thread, Work work) {
        assertThat(Work.of(process, thread)).isEqualTo(work);
    }
}
