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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a run in flow {@code latest} promises whose processes die: not which samples a module trains on, but that the run goes
 * on to its end, that every sample is handed on or counted as skipped, and that the evaluation pass is whole.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class LatestSurvivalTest {

    private static final int STEPS = 100;
    private static final int EVALUATED = 40;

    private static final PipelineDefinition PIPELINE = PipelineDefinitions.parse("""
            pipeline: latest-killed
            input: {kind: audio, sample-rate: 8000, window: 2560}
            batch: 8
            learning-rate: 1e-3
            seed: 3
            wire: {precision: bfloat16, record-bytes: 65536}
            flow: {mode: latest, lag-bound: 24, in-flight: 9}
            loss: {prediction-steps: 4, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 32, kernel: 10, stride: 5, padding: 2}]
                loss: {windowed: true}
              - encoder: [{channels: 192, kernel: 16, stride: 1, padding: 8}]
            """);

    /** @param published samples of the first module at which it is killed */
    private record Kill(String victim, long published) {}

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void shouldAccountForEverySampleAndEvaluateAllWhenProcessesDieAndFreshSamplesMatterMore() throws Exception {
        // given
        Deque<Kill> plan = new ArrayDeque<>(List.of(
                new Kill("module-2", 100),
                new Kill("module-1", 200),
                new Kill("broker", 300),
                new Kill("ingest", 400),
                new Kill("module-2", 500)));

        // when
        try (ProcessStack stack = new ProcessStack(settings())) {
            stack.processes().forEach(process -> process.start(List.of()));
            try (FlowWatch watch = new FlowWatch(PIPELINE, stack.servers())) {
                while (!watch.isOver()) {
                    watch.look(Duration.ofMillis(20));
                    if (!plan.isEmpty() && watch.published() >= plan.peek().published()) {
                        killAndStartAgain(stack.process(plan.remove().victim()));
                    }
                    assertThat(stack.processes()).allMatch(ChildProcess::isAlive);
                }
                System.out.println(watch);

                // then
                assertThat(plan).isEmpty();
                StreamCounts fed = watch.end(0);
                for (int depth = 1; depth <= PIPELINE.depth(); depth++) {
                    StreamCounts handedOn = watch.end(depth);
                    assertThat(handedOn.total()).as("depth %d", depth).isEqualTo(fed.total());
                    for (Purpose purpose : List.of(Purpose.EVALUATE_TRAIN, Purpose.EVALUATE_HELD_OUT)) {
                        assertThat(handedOn.of(purpose)).as("depth %d", depth).isEqualTo(fed.of(purpose));
                    }
                }
                assertThat(watch.end(2).skipped()).isPositive();
                assertThat(watch.steps(2)).isPositive();
            }
        }
    }

    private static void killAndStartAgain(ChildProcess victim) throws InterruptedException {
        victim.kill();
        victim.start(List.of());
    }

    private ProcessSettings settings() throws IOException, InterruptedException {
        return SmallRun.watched(
                PIPELINE,
                SmallRun.ofSteps(STEPS, EVALUATED),
                Map.of("solera.module.checkpoint.steps", 5),
                folder.resolve("run"));
    }
}
