package dev.solera.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.stream.TelemetryEvent;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class RunRecorderTest {

    private static final long START = 1_700_000_000_000L;

    @TempDir
    private Path parent;

    @Test
    void shouldWriteARowAStepWhenModulesTrain() throws IOException {
        // given
        RunFolder folder = RunFolder.create(parent.resolve("run"));
        RunRecorder recorder = new RunRecorder(folder);

        // when
        recorder.accept(step(1, 1, 4.5));
        recorder.accept(step(2, 1, 4.75));
        recorder.finish();

        // then
        assertThat(Files.readAllLines(folder.metrics()))
                .containsExactly(
                        "time,module,step,samples,loss,samples_per_second,contrastive_accuracy,dead_channels",
                        "2023-11-14T22:13:20.200Z,1,1,8,4.500000,32.00,0.5000,0",
                        "2023-11-14T22:13:20.200Z,2,1,8,4.750000,32.00,0.5000,0");
    }

    @Test
    void shouldWriteARowADepthAndLabelWhenTheEvaluationPassIsThrough() throws IOException {
        // given
        RunFolder folder = RunFolder.create(parent.resolve("run"));
        RunRecorder recorder = new RunRecorder(folder);

        // when
        recorder.accept(accuracy(1, "speaker", "trained", true, 0.99));
        recorder.accept(accuracy(0, "speaker", "raw", false, 0.25));
        recorder.accept(accuracy(1, "speaker", "trained", false, 0.75));
        recorder.accept(accuracy(1, "speaker", "untrained", false, 0.5));
        recorder.finish();

        // then
        assertThat(Files.readAllLines(folder.accuracy()))
                .containsExactly(
                        "depth,label,trained,untrained,raw,held_out_samples,interval,per_class",
                        "0,speaker,,,0.2500,120,0.2000-0.3000,0.2400",
                        "1,speaker,0.7500,0.5000,0.2500,120,0.7000-0.8000,0.7400");
    }

    @Test
    void shouldDrawPicturesWithoutAScreen() throws IOException {
        // given
        RunFolder folder = RunFolder.create(parent.resolve("run"));
        RunRecorder recorder = new RunRecorder(folder);
        SplittableRandom random = new SplittableRandom(1);

        // when
        for (int step = 1; step <= 3000; step++) {
            for (int module = 1; module <= 6; module++) {
                double learned = (2.6 - 0.25 * module) * (1 - Math.exp(-step / (150.0 * module)));
                recorder.accept(step(module, step, Math.log(129) - learned + 0.3 * (random.nextDouble() - 0.5)));
            }
        }
        recorder.accept(accuracy(0, "phone", "raw", false, 0.34));
        recorder.accept(accuracy(0, "speaker", "raw", false, 0.31));
        for (int depth = 1; depth <= 6; depth++) {
            recorder.accept(accuracy(depth, "speaker", "trained", false, 0.9 - 0.03 * (depth - 4) * (depth - 4)));
            recorder.accept(accuracy(depth, "speaker", "untrained", false, 0.56 - 0.04 * depth));
            recorder.accept(accuracy(depth, "phone", "trained", false, 0.8 - 0.02 * (depth - 3) * (depth - 3)));
            recorder.accept(accuracy(depth, "phone", "untrained", false, 0.5 - 0.04 * depth));
        }
        recorder.draw();

        // then
        BufferedImage losses = ImageIO.read(folder.losses().toFile());
        BufferedImage accuracies = ImageIO.read(folder.accuracyByDepth().toFile());
        assertThat(colours(losses)).isGreaterThan(8);
        assertThat(accuracies.getWidth()).isEqualTo(2 * losses.getWidth());
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldDrawInTimeWhenALossGotOutOfHand() throws IOException {
        // given
        RunFolder folder = RunFolder.create(parent.resolve("run"));
        RunRecorder recorder = new RunRecorder(folder);
        recorder.accept(step(1, 1, 4.5));
        recorder.accept(step(1, 2, 3e37));
        recorder.accept(step(1, 3, 4.5));

        // when
        recorder.draw();

        // then
        assertThat(colours(ImageIO.read(folder.losses().toFile()))).isGreaterThan(8);
        assertThat(recorder.losses().get(1).x()).containsExactly(1, 2, 3);
        assertThat(recorder.losses().get(1).smoothed(0)).containsExactly(4.5, 1000, 4.5);
    }

    @Test
    void shouldDrawAndWriteNoLossWhenAModuleIsFrozen() throws IOException {
        // given
        RunFolder folder = RunFolder.create(parent.resolve("run"));
        RunRecorder recorder = new RunRecorder(folder);
        recorder.accept(new TelemetryEvent.Step("main", START, 1, 1, 8, 0, 0, 0, 0, 0.2, 0.04, 0.01, 4, 0, 0));

        // when
        recorder.draw();
        recorder.finish();

        // then
        assertThat(folder.losses()).doesNotExist();
        assertThat(Files.readAllLines(folder.metrics())).last().isEqualTo("2023-11-14T22:13:20Z,1,1,8,,32.00,,0");
    }

    @Test
    void shouldIgnoreWhatComesAfterTheEnd() throws IOException {
        // given
        RunFolder folder = RunFolder.create(parent.resolve("run"));
        RunRecorder recorder = new RunRecorder(folder);
        recorder.accept(step(1, 1, 4.5));
        recorder.finish();

        // when
        recorder.accept(step(1, 2, 4.5));

        // then
        assertThat(Files.readAllLines(folder.metrics())).hasSize(1 + 1);
    }

    @Test
    void shouldDrawALineForEveryNumberOfNegativesWhenModulesDiffer() {
        // given
        Curve curve = new Curve(2);
        curve.add(1, 4.5);
        Map<Integer, Curve> losses = Map.of(1, curve, 2, curve, 3, curve);

        // when
        XYChart chart = LossPicture.chart(losses, Map.of(1, 129L, 2, 17L, 3, 129L));

        // then
        assertThat(chart.getSeriesCollection())
                .extracting(XYSeries::getName)
                .filteredOn(name -> name.startsWith("ln"))
                .containsExactly("ln(17)", "ln(129)");
        assertThat(chart.getSeries("ln(17)").getYData()).containsOnly(Math.log(17));
    }

    private static long colours(BufferedImage image) {
        return java.util.Arrays.stream(
                        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .count();
    }

    private static TelemetryEvent step(int module, long step, double loss) {
        double bound = Math.log(129) - loss;
        return new TelemetryEvent.Step(
                "main", START + 200 * step, module, step, 8 * step, loss, bound, 0.5, 0, 0.2, 0.04, 0.01, 4, 0, 0);
    }

    private static TelemetryEvent accuracy(int depth, String label, String network, boolean rolling, double accuracy) {
        return new TelemetryEvent.Accuracy(
                "main",
                START,
                depth,
                label,
                network,
                rolling,
                accuracy,
                accuracy - 0.05,
                accuracy + 0.05,
                accuracy - 0.01,
                120,
                8,
                accuracy);
    }
}
