package dev.solera.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.checkpoint.CrashPoint;
import dev.solera.harness.chaos.ChaosPlan;
import dev.solera.harness.chaos.ChaosReport;
import dev.solera.harness.chaos.ChaosSettings;
import dev.solera.harness.chaos.Disturbance;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that is away for longer than a producer's patience, at any moment of a run over several partitions: it is waited
 * for, and every module ends with the bits of the lock-step loop.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class OutageTest {

    private static final long STEPS = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration DELIVERY = Duration.ofSeconds(4);
    private static final Duration AWAY = Duration.ofSeconds(12);
    private static final long SEED = 21;

    private static final PipelineDefinition PIPELINE = PipelineDefinitions.parse("""
            pipeline: outage
            input: {kind: audio, sample-rate: 8000, window: 2560}
            batch: 8
            learning-rate: 1e-3
            seed: 3
            wire: {precision: bfloat16, record-bytes: 65536, partitions: 3}
            flow: {lag-bound: 24, in-flight: 9}
            loss: {prediction-steps: 4, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 16, kernel: 10, stride: 5, padding: 2}]
                loss: {windowed: true}
              - encoder: [{channels: 16, kernel: 8, stride: 4, padding: 2}]
            """);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void shouldEndWithTheSameBitsWhenTheBrokerIsAwayAtTheStartWhileAModuleIsRestoredWhileOneDrainsAndInTheEvaluation()
            throws Exception {
        assertWaitedFor(
                400,
                new Disturbance.Absence("broker", 0, AWAY),
                new Disturbance.Absence("broker", 0.3, AWAY),
                new Disturbance.Kill("module-2", 0.3),
                new Disturbance.Absence("broker", 0.6, AWAY),
                new Disturbance.Stop("module-1", 0.6),
                new Disturbance.Absence("broker", 1, AWAY));
    }

    @Test
    void shouldEndWithTheSameBitsWhenEveryProcessIsKilledAndTopicsHaveSeveralPartitions() throws Exception {
        System.out.println("seed of the kills: " + SEED);
        List<Disturbance> plan = new ArrayList<>(ChaosPlan.random(8, SEED, PIPELINE.placement()));
        plan.add(new Disturbance.CrashAt("module-2", CrashPoint.AFTER_TEMPORARY_WRITE, 3));
        ChaosReport report = assertWaitedFor(40, plan.toArray(Disturbance[]::new));

        assertThat(report.replayed().get(2)).isPositive();
        assertThat(report.duplicates().get(2)).isPositive();
    }

    private ChaosReport assertWaitedFor(int evaluated, Disturbance... plan) throws Exception {
        // given
        Map<String, Object> ingest = SmallRun.ofSteps(STEPS, evaluated);
        var settings = new ChaosSettings(
                PIPELINE, ingest, STEPS, 5, 50, DELIVERY, PATIENCE, SmallRun.options(), folder.resolve("run"));

        // when
        ChaosReport report = SmallRun.disturbed(settings, List.of(plan));

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(report.samplesUnseen()).isZero();
        assertThat(report.deaths()).hasSameSizeAs(plan);
        return report;
    }
}
