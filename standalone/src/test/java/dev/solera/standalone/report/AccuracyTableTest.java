package dev.solera.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.stream.TelemetryEvent.Accuracy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccuracyTableTest {

    @Test
    void shouldShowARowADepthAndMarkTheBestOnValidation() {
        // given
        AccuracyBoard board = new AccuracyBoard();
        board.add(row(0, "raw", 0.25, 0.3));
        board.add(row(1, "trained", 0.75, 0.7));
        board.add(row(1, "untrained", 0.5, 0.5));
        board.add(row(2, "trained", 0.8, 0.65));
        board.add(row(2, "untrained", 0.45, 0.4));

        // then
        assertThat(AccuracyTable.lines(board, Optional.empty()))
                .containsExactly(
                        "",
                        "Held-out speaker accuracy by depth, % of 1,200 held out, chance 12.5",
                        "  depth     trained   untrained       raw   95 % interval",
                        "  0 input         -           -      25.0   20.0 - 30.0",
                        "  1            75.0        50.0      25.0   70.0 - 80.0      <- best on validation",
                        "  2            80.0        45.0      25.0   75.0 - 85.0");
    }

    @Test
    void shouldSayWhichBaselineItIsOf() {
        AccuracyBoard board = new AccuracyBoard();
        board.add(row(1, "trained", 0.75, 0.7));

        assertThat(AccuracyTable.lines(board, Optional.of("supervised:digit:10")))
                .contains(
                        "Held-out speaker accuracy by depth, baseline supervised:digit:10, % of 1,200 held out, chance 12.5");
    }

    @Test
    void shouldMarkNothingWhenNothingWasValidatedAndTheLowerDepthOfEquals() {
        // given
        AccuracyBoard board = new AccuracyBoard();
        board.add(row(1, "trained", 0.75, Double.NaN));
        board.add(row(2, "trained", 0.8, Double.NaN));

        // then
        assertThat(board.best("speaker")).isEmpty();
        assertThat(AccuracyTable.lines(board, Optional.empty())).noneMatch(line -> line.contains("best"));

        // when
        board.add(row(3, "trained", 0.7, 0.6));
        board.add(row(4, "trained", 0.9, 0.6));

        // then
        assertThat(board.best("speaker").orElseThrow().depth()).isEqualTo(3);
    }

    @Test
    void shouldBeEmptyWhenTheEvaluationPassGaveNothing() {
        assertThat(AccuracyTable.lines(new AccuracyBoard(), Optional.empty())).isEmpty();
    }

    private static Accuracy row(int depth, String network, double accuracy, double validation) {
        return new Accuracy(
                "main",
                0,
                depth,
                "speaker",
                network,
                false,
                accuracy,
                accuracy - 0.05,
                accuracy + 0.05,
                accuracy,
                1200,
                8,
                validation);
    }
}
