package dev.solera.standalone.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.stream.TelemetryEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineDisplayTest {

    /** After every display here is opened. */
    private static final long LATER =
            System.currentTimeMillis() + Duration.ofHours(1).toMillis();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void shouldPrintALineAtTheIntervalAndOneAtTheEnd() {
        // given
        LineDisplay display = new LineDisplay(new RunStatus(List.of(64, 64), 8, 100), out, Duration.ofMillis(20));

        // when
        display.accept(source(800));
        display.accept(step(1, 3, 4.125, 9));
        display.accept(step(2, 2, 4.5, 4));
        display.accept(rolling("speaker", 2, 0.615));
        await().until(() -> text().contains("held out"));
        display.close();

        // then
        String last = text().lines().reduce((first, second) -> second).orElseThrow();
        assertThat(last)
                .endsWith("steps 3 2 of 100 | loss 4.13 4.50 | 32.0 samples/s | lag 9 |"
                        + " training, held out so far: speaker 61.5 % at depth 2");
    }

    @Test
    void shouldSayWhereATenthOfTheChannelsOrMoreAreDead() {
        // given
        RunStatus status = new RunStatus(List.of(64, 64, 20), 8, 100);
        status.accept(source(800));

        // when
        status.accept(step(1, 3, 4.125, 9, 6));
        status.accept(step(2, 3, 4.125, 9, 7));
        status.accept(step(3, 3, 4.125, 9, 2));

        // then
        assertThat(status.headline()).isEqualTo("training; dead channels: 7 of 64 at depth 2, 2 of 20 at depth 3");

        // and no more once they are back
        status.accept(step(2, 4, 4.125, 9, 6));
        status.accept(step(3, 4, 4.125, 9, 0));
        assertThat(status.headline()).isEqualTo("training");
    }

    @Test
    void shouldPrintEveryChangeOfPhaseAtOnceWhateverTheInterval() {
        // given
        LineDisplay display = new LineDisplay(new RunStatus(List.of(64), 8, 100), out, Duration.ofHours(1));

        // when
        display.accept(source(800));
        display.accept(step(1, 3, 4.125, 9));
        display.accept(rolling("speaker", 1, 0.615));
        display.accept(position(1, 40));
        display.accept(new TelemetryEvent.Waiting("r", LATER, "ingest", "a.wav is away"));
        display.accept(new TelemetryEvent.Waiting("r", LATER, "ingest", ""));
        display.accept(new TelemetryEvent.EvaluationStart("main", LATER, 1, 0, 7));
        display.accept(position(1, 65));
        display.accept(position(1, 140));
        display.accept(position(1, 140));

        // then
        assertThat(text().lines().map(line -> line.replaceFirst(".*\\| ", "")))
                .containsExactly(
                        "training",
                        "waiting: a.wav is away",
                        "training, held out so far: speaker 61.5 % at depth 1",
                        "evaluating frozen modules, 0 of 100 windows",
                        "fitting probes");
        display.close();
    }

    @Test
    void shouldPrintAtOnceWhatCtrlCDoesThoughItEndsSoonAfter() {
        // given
        LineDisplay display = new LineDisplay(new RunStatus(List.of(64), 8, 10), out, Duration.ofHours(1));
        display.accept(source(800));

        // when
        display.interrupted();
        display.accept(new TelemetryEvent.EvaluationStart("main", LATER, 1, 0, 7));
        display.accept(position(1, 10));
        display.close();

        // then
        assertThat(text()).contains("| Ctrl-C again stops at once; ending early");
    }

    @Test
    void shouldPrintAtOnceWhatCtrlCDoesWhenThePhaseStaysTheSame() {
        // given
        LineDisplay display = new LineDisplay(new RunStatus(List.of(64), 8, 10), out, Duration.ofHours(1));
        display.accept(new TelemetryEvent.EvaluationStart("main", LATER, 1, 0, 7));

        // when
        display.interrupted();

        // then
        assertThat(text().lines()).hasSize(2).last().asString().contains("Ctrl-C again stops at once; evaluating");
        display.close();
    }

    @Test
    void shouldPrintNoChangeOfAnEarlierLifeWhenTheRunIsGoneOnWith() {
        // given
        LineDisplay display = new LineDisplay(new RunStatus(List.of(64), 8, 10), out, Duration.ofHours(1));

        // when
        display.accept(new TelemetryEvent.Waiting("r", 1, "ingest", "a.wav is away"));
        display.accept(new TelemetryEvent.Waiting("r", 2, "ingest", ""));
        display.accept(new TelemetryEvent.EvaluationStart("main", 3, 1, 0, 7));

        // then
        assertThat(text()).isEmpty();
        display.accept(position(1, 10));
        assertThat(text()).contains("| fitting probes");
        display.close();
    }

    @Test
    void shouldPrintNothingMoreWhenItIsClosed() {
        // given
        LineDisplay display = new LineDisplay(new RunStatus(List.of(64), 8, 10), out, Duration.ofHours(1));
        display.close();
        String last = text();

        // when
        display.interrupted();
        display.accept(source(800));

        // then
        assertThat(text()).isEqualTo(last);
    }

    @Test
    void shouldKeepTheBetterDepthAndTheNewestOfEachWhenAccuraciesRoll() {
        // given
        RunStatus status = new RunStatus(List.of(64, 64, 64), 8, 100);

        // when
        status.accept(rolling("phone", 1, 0.5));
        status.accept(rolling("phone", 3, 0.7));
        status.accept(rolling("phone", 2, 0.6));
        status.accept(rolling("phone", 3, 0.65));

        // then
        assertThat(status.headline()).isEqualTo("starting, held out so far: phone 65.0 % at depth 3");

        // and when the best one falls behind another
        status.accept(rolling("phone", 3, 0.55));
        assertThat(status.headline()).isEqualTo("starting, held out so far: phone 60.0 % at depth 2");
    }

    @Test
    void shouldShowWhatWasLearnedAndNotWhatItIsComparedWith() {
        RunStatus status = new RunStatus(List.of(64, 64, 64), 8, 100);

        status.accept(rolling("phone", 1, 0.5));
        status.accept(rolling("phone", 2, 0.9, "untrained"));

        assertThat(status.headline()).isEqualTo("starting, held out so far: phone 50.0 % at depth 1");
    }

    @Test
    void shouldSayWhatIsWaitedForUntilItGoesOn() {
        // given
        RunStatus status = new RunStatus(List.of(64, 64), 8, 100);
        status.accept(source(800));

        // when
        status.accept(new TelemetryEvent.Waiting("r", LATER, "ingest", "recording a.wav cannot be reached"));

        // then
        assertThat(status.headline()).isEqualTo("waiting: recording a.wav cannot be reached");
        status.accept(new TelemetryEvent.Waiting("r", LATER, "ingest", ""));
        assertThat(status.headline()).isEqualTo("training");
    }

    @Test
    void shouldSayWhatIsPausedUntilItGoesOn() {
        // given
        RunStatus status = new RunStatus(List.of(64, 64), 8, 100);
        status.accept(source(800));

        // when
        status.accept(new TelemetryEvent.Paused("r", LATER, "module-2", true));
        status.accept(new TelemetryEvent.Paused("r", LATER, "ingest", true));

        // then
        assertThat(status.headline()).isEqualTo("paused: ingest, module-2");
        status.accept(new TelemetryEvent.Paused("r", LATER, "ingest", false));
        assertThat(status.headline()).isEqualTo("paused: module-2");
        status.accept(new TelemetryEvent.Paused("r", LATER, "module-2", false));
        assertThat(status.headline()).isEqualTo("training");
    }

    @Test
    void shouldCountWindowsFromTheBeginningOfTheEvaluation() {
        // given
        RunStatus status = new RunStatus(List.of(64, 64), 8, 100);

        // when
        status.accept(position(2, 40));
        status.accept(new TelemetryEvent.EvaluationStart("main", LATER, 1, 0, 7));
        status.accept(new TelemetryEvent.EvaluationStart("main", LATER, 2, 0, 9));
        status.accept(position(2, 65));

        // then
        assertThat(status.headline()).isEqualTo("evaluating frozen modules, 25 of 100 windows");
        status.accept(position(2, 140));
        assertThat(status.headline()).isEqualTo("fitting probes");
        status.accept(new TelemetryEvent.Fitting("main", LATER, 0, 0));
        assertThat(status.headline()).isEqualTo("fitting probes");
        status.accept(new TelemetryEvent.Fitting("main", LATER, 12, 78));
        assertThat(status.headline()).isEqualTo("fitting probes, 12 of 78");
    }

    @Test
    void shouldSayThatTrainingEndsEarlyWhenInterruptedInTheMiddle() {
        // given
        RunStatus status = new RunStatus(List.of(64, 64), 8, 100);
        status.accept(source(800));

        // when
        status.interrupted();

        // then
        assertThat(status.headline()).isEqualTo("Ctrl-C again stops at once; ending early");
    }

    @Test
    void shouldNotSayThatTrainingEndsEarlyWhenInterruptedAfterTheLastSample() {
        // given
        RunStatus status = new RunStatus(List.of(64, 64), 8, 100);
        status.accept(source(800));
        status.accept(new TelemetryEvent.EvaluationStart("main", LATER, 0, 0, 7));

        // when
        status.interrupted();

        // then
        assertThat(status.headline()).isEqualTo("Ctrl-C again stops at once; training");
    }

    private static TelemetryEvent position(int stage, long published) {
        return new TelemetryEvent.Position("main", LATER, stage, List.of(published), List.of(published));
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static TelemetryEvent source(long trainSamples) {
        return new TelemetryEvent.Source(
                "main", LATER, "fake", "0", 10, 2, TelemetryEvent.Skipped.of(Map.of()), Map.of(), trainSamples);
    }

    private static TelemetryEvent step(int module, long step, double loss, long lag) {
        return step(module, step, loss, lag, 0);
    }

    private static TelemetryEvent step(int module, long step, double loss, long lag, int deadChannels) {
        return new TelemetryEvent.Step(
                "main", LATER, module, step, 8 * step, loss, 0, 0, deadChannels, 0.2, 0.04, 0.01, lag, 0, 0);
    }

    private static TelemetryEvent rolling(String label, int depth, double accuracy) {
        return rolling(label, depth, accuracy, "trained");
    }

    private static TelemetryEvent rolling(String label, int depth, double accuracy, String network) {
        return new TelemetryEvent.Accuracy(
                "main", LATER, depth, label, network, true, accuracy, 0, 1, Double.NaN, 50, 8, Double.NaN);
    }
}
