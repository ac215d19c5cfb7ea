package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What whoever installs the chart is told. */
class NotesChartTest {

    private static final String TRIAL = "WARNING: trialBroker is for trials";
    private static final String OPEN = "WARNING: the gateway has an Ingress and no token";

    static Stream<Row> rows() {
        return Row.all().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldTellTheNextCommandsWhenValuesAre(Row row) {
        assertThat(Chart.SOLERA.notes(row.file()))
                .contains(
                        "kubectl -n training wait pod -l app.kubernetes.io/instance=trial",
                        "helm -n training test trial")
                .containsPattern("port-forward service/\\S+-gateway \\d+")
                .doesNotContain("<no value>", "%!", "<nil>");
    }

    @Test
    void shouldSayWhatIsTrainedAndWhereWhenItIsInstalled() {
        assertThat(Chart.SOLERA.notes(new Row("broker").file()))
                .contains("6 modules of speech-cosine, run main, on Kafka at kafka.example.org:9092.")
                .doesNotContain("WARNING");
        assertThat(Chart.SOLERA.notes(new Row("one-module").file()))
                .contains("1 module of one, run first, on Kafka at trial-solera-broker:9092.");
    }

    @Test
    void shouldSayWhichModulesNeedAnImageOfTheirOwnWhenTheyComputeOnAGpu() {
        assertThat(Chart.SOLERA.notes(new Row("gpu").file()))
                .contains("module-2 computes on cuda:0: its image has to bring a libtorch with CUDA")
                .doesNotContain("module-1 computes");
        assertThat(Chart.SOLERA.notes(new Row("broker").file())).doesNotContain("libtorch");
    }

    @Test
    void shouldWarnWhenSomethingIsNotForProduction(@TempDir Path folder) throws IOException {
        Path open = Files.writeString(folder.resolve("open.yaml"), """
                kafka: {bootstrapServers: "kafka:9092"}
                gateway: {ingress: {enabled: true, host: solera.example.org}}
                """);

        assertThat(Chart.SOLERA.notes(open)).contains(OPEN);
        assertThat(Chart.SOLERA.notes(new Row("ingress").file())).doesNotContain(OPEN);
        assertThat(Chart.SOLERA.notes(new Row("trial-broker").file())).contains(TRIAL);
    }
}
