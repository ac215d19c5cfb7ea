package dev.solera.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.harness.process.ChildProcess;
import dev.solera.harness.process.ProcessSettings;
import dev.solera.harness.process.ProcessStack;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.stream.StreamCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What happens in front of a module that is many times slower than the one upstream: broker and services are processes. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class FlowControlTest {

    private static final long STEPS = 40;
    private static final int BATCH = 8;
    private static final int BOUND = 24;
    private static final int IN_FLIGHT = 9;
    private static final int EVALUATED = 40;

    private static final String PIPELINE = """
            pipeline: slowed
            input: {kind: audio, sample-rate: 8000, window: 2560}
            batch: 8
            learning-rate: 1e-3
            seed: 3
            wire: {precision: bfloat16, record-bytes: 65536}
            flow: {mode: %s, lag-bound: %d, in-flight: 9}
            loss: {prediction-steps: 4, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 32, kernel: 10, stride: 5, padding: 2}]
                loss: {windowed: true}
              - encoder: [{channels: 384, kernel: 16, stride: 1, padding: 8}]
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void shouldKeepTheTopicInFrontOfASlowModuleUnderTheBoundForAsLongAsItLasts() throws Exception {
        // when
        FlowWatch watch = train("lossless", BOUND);

        // then
        assertThat(watch.mostLag()).isLessThanOrEqualTo(BOUND + BATCH);
        assertThat(watch.partOfTimeWithLagOver(BOUND - IN_FLIGHT - BATCH)).isGreaterThan(0.5);
        assertThat(watch.steps(1)).isEqualTo(STEPS);
        assertThat(watch.steps(2)).isEqualTo(STEPS);
    }

    /** The control of the test above: what it measures is the bound. */
    @Test
    void shouldLetTheTopicGrowWhenTheBoundIsHigher() throws Exception {
        assertThat(train("lossless", 10 * BOUND).mostLag()).isGreaterThan(2 * (BOUND + BATCH));
    }

    @Test
    void shouldPassSamplesOverAndSayHowManyWhenFreshOnesMatterMore() throws Exception {
        // when
        FlowWatch watch = train("latest", BOUND);

        // then
        StreamCounts fed = watch.end(0);
        StreamCounts handedOn = watch.end(2);
        long first = watch.finished(1).get("passed-over");
        long second = watch.finished(2).get("passed-over");
        // which of the two had fallen behind depends on when each one started
        assertThat(handedOn.skipped()).isPositive().isEqualTo(first + second);
        assertThat(watch.end(1).skipped()).isEqualTo(first);
        assertThat(handedOn.total()).isEqualTo(fed.total());
        assertThat(handedOn.of(Purpose.EVALUATE_TRAIN)).isEqualTo(fed.of(Purpose.EVALUATE_TRAIN));
        assertThat(handedOn.of(Purpose.EVALUATE_HELD_OUT)).isEqualTo(fed.of(Purpose.EVALUATE_HELD_OUT));
        assertThat(watch.steps(2)).isEqualTo(handedOn.of(Purpose.TRAIN) / BATCH).isLessThan(STEPS);
    }

    private FlowWatch train(String mode, int bound) throws Exception {
        PipelineDefinition pipeline = PipelineDefinitions.parse(PIPELINE.formatted(mode, bound));
        try (ProcessStack stack = new ProcessStack(settings(pipeline))) {
            stack.processes().forEach(process -> process.start(List.of()));
            try (FlowWatch watch = new FlowWatch(pipeline, stack.servers())) {
                while (!watch.isOver()) {
                    watch.look(Duration.ofMillis(20));
                    assertThat(stack.processes()).allMatch(ChildProcess::isAlive);
                }
                System.out.println(mode + ", bound " + bound + ": " + watch);
                return watch;
            }
        }
    }

    private ProcessSettings settings(PipelineDefinition pipeline) throws IOException, InterruptedException {
        return SmallRun.watched(pipeline, SmallRun.ofSteps(STEPS, EVALUATED), Map.of(), folder.resolve("run"));
    }
}
