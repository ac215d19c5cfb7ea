package dev.solera.system;

import static dev.solera.system.SurvivalRun.crash;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.checkpoint.CrashPoint;
import dev.solera.harness.chaos.ChaosPlan;
import dev.solera.harness.chaos.ChaosReport;
import dev.solera.harness.chaos.Disturbance;
import dev.solera.pipeline.Placement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promises of a run whose processes are killed at any moment, as by {@code kill -9}, and started again, or come back late:
 * every module ends with the bits of the lock-step loop and publishes its snapshots on the way, and no sample is lost or another
 * one when it comes again.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class KillSurvivalTest {

    private static final long SEED = 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void shouldEndWithTheSameBitsWhenEveryProcessIsKilledAgainAndAgain() throws Exception {
        // given
        List<Disturbance> plan = ChaosPlan.random(12, SEED, SurvivalRun.PIPELINE.placement());
        System.out.println("seed of the kills: " + SEED);

        // when
        ChaosReport report = SmallRun.disturbed(SurvivalRun.settings(SurvivalRun.PIPELINE, folder), plan);

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(report.samplesUnseen()).isZero();
        assertThat(report.deaths())
                .hasSize(12)
                .extracting(ChaosReport.Death::process)
                .contains("broker", "ingest", "module-1", "module-2", "module-3", "probe");
        assertThat(report.stepsReplayed()).isPositive();
        assertThat(report.duplicatesDropped()).isPositive();
    }

    /** Between modules 1 and 2 there is no topic to replay from: both go on from one checkpoint. */
    @Test
    void shouldEndWithTheSameBitsWhenAServiceOfTwoModulesDies() throws Exception {
        // given
        List<Disturbance> plan = List.of(
                crash("module-1-2", CrashPoint.MID_BATCH_PUBLISH, 131),
                crash("module-1-2", CrashPoint.AFTER_ACKNOWLEDGEMENT, 3),
                crash("module-1-2", CrashPoint.AFTER_TEMPORARY_WRITE, 3),
                new Disturbance.Kill("module-3", 0.5),
                new Disturbance.Kill("module-1-2", 0.7));

        // when
        ChaosReport report = SmallRun.disturbed(
                SurvivalRun.settings(SurvivalRun.PIPELINE.placed(Placement.parse("1-2,3")), folder), plan);

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(report.samplesUnseen()).isZero();
        assertThat(report.deaths()).hasSize(5);
        assertThat(report.replayed().get(1)).isPositive();
        assertThat(report.replayed().get(2)).isPositive();
        assertThat(report.duplicates().keySet()).containsExactlyInAnyOrder(0, 2, 3);
        assertThat(report.duplicates().get(2)).isPositive();
    }

    @Test
    void shouldEndWithTheSameBitsWhenAProcessComesBackToAModuleThatAnotherOneHasTakenOver() throws Exception {
        // given
        List<Disturbance> plan = List.of(new Disturbance.Superseded("module-2", 0.3, 0.5));

        // when
        ChaosReport report = SmallRun.disturbed(
                SurvivalRun.settings(SurvivalRun.PIPELINE, SurvivalRun.STEPS, 2, SurvivalRun.DELIVERY, folder), plan);

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(Files.readString(folder.resolve("run/logs/module-2.log")))
                .contains(
                        "superseded, stopping module=2 cause=\"epoch of the module's owner is 1; allowed: 2, as another"
                                + " process has taken the module over\"")
                .contains("from=training to=failed");
        assertThat(folder.resolve("run/checkpoints/chaos/module-2")).isDirectoryContaining("glob:**/2-*.checkpoint");
        assertThat(folder.resolve("run/checkpoints/chaos/module-2")).isDirectoryNotContaining("glob:**/1-*.checkpoint");
    }
}
