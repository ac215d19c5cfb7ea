package dev.solera.system;

import static dev.solera.system.SurvivalRun.assertThatModuleWentBack;
import static dev.solera.system.SurvivalRun.crash;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.checkpoint.CrashPoint;
import dev.solera.harness.chaos.ChaosReport;
import dev.solera.harness.chaos.ChaosSettings;
import dev.solera.harness.chaos.Disturbance;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promises of a run whose modules die at places of their own code: every module ends with the bits of the lock-step loop
 * and publishes its snapshots on the way, and no sample is lost or another one when it comes again. Broker and services are
 * processes of their own, which end there as by {@code kill -9}.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class CrashSurvivalTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void shouldEndWithTheSameBitsWhenModulesDieInTheMiddleOfOutputsBeforeACheckpointAndRightBehindOne()
            throws Exception {
        ChaosReport report = assertSurvived(
                SurvivalRun.PIPELINE,
                crash("module-1", CrashPoint.MID_BATCH_PUBLISH, 131),
                crash("module-2", CrashPoint.AFTER_ACKNOWLEDGEMENT, 3),
                crash("module-3", CrashPoint.AFTER_RENAME, 3));

        assertThatModuleWentBack(1, report);
        assertThatModuleWentBack(2, report);
    }

    /** A frozen module, and others under a cross-entropy of their own, whose classifier goes on from a checkpoint like any parameter. */
    @Test
    void shouldEndWithTheSameBitsWhenAModuleDiesTwiceTheSecondTimeAsItIsRestoredAndOneBeforeACheckpointHasItsName()
            throws Exception {
        ChaosReport report = assertSurvived(
                PipelineDefinitions.parse(SurvivalRun.YAML + "baseline: greedy-supervised:speaker:10\ntrain: [2, 3]"),
                crash("module-1", CrashPoint.AFTER_RENAME, 2),
                crash("module-1", CrashPoint.DURING_RESTORE, 1),
                crash("module-2", CrashPoint.AFTER_TEMPORARY_WRITE, 3));

        assertThatModuleWentBack(2, report);
    }

    /** The baselines that train all encoders as one module, whose checkpoint has every parameter; fewer steps, as there is one stage. */
    @ParameterizedTest
    @ValueSource(strings = {"end-to-end", "supervised:speaker:10"})
    void shouldEndWithTheSameBitsWhenTheOneModuleOfABaselineDies(String baseline) throws Exception {
        // given
        PipelineDefinition pipeline = PipelineDefinitions.parse(SurvivalRun.YAML + "baseline: " + baseline);
        ChaosSettings settings = SurvivalRun.settings(pipeline, 40, SurvivalRun.ALL_KEPT, SurvivalRun.DELIVERY, folder);

        // when
        ChaosReport report = SmallRun.disturbed(
                settings,
                List.of(
                        crash("module-1", CrashPoint.AFTER_ACKNOWLEDGEMENT, 3),
                        crash("module-1", CrashPoint.AFTER_RENAME, 2)));

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(report.samplesUnseen()).isZero();
        assertThat(report.deaths()).hasSize(2);
        assertThatModuleWentBack(1, report);
    }

    private ChaosReport assertSurvived(PipelineDefinition pipeline, Disturbance.CrashAt... crashes) throws Exception {
        // when
        ChaosReport report = SmallRun.disturbed(SurvivalRun.settings(pipeline, folder), List.of(crashes));

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(report.samplesUnseen()).isZero();
        assertThat(report.deaths())
                .extracting(death -> death.process() + " " + death.how())
                .containsExactlyInAnyOrderElementsOf(List.of(crashes).stream()
                        .map(crash -> crash.victim() + " " + crash.point().text())
                        .toList());
        return report;
    }
}
