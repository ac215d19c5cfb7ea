package dev.solera.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.checkpoint.CrashPoint;
import dev.solera.harness.chaos.ChaosPlan;
import dev.solera.harness.chaos.ChaosReport;
import dev.solera.harness.chaos.ChaosSettings;
import dev.solera.harness.chaos.Disturbance;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promises of a run whose processes die: every module ends with the bits of the
 * lock-step loop and publishes its snapshots on the way, and no sample is lost or
 * another one when it comes again. Broker and services are processes of their own, killed as by {@code kill -9}.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class SurvivalTest {

    private static final long STEPS = 150;
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration DELIVERY = Duration.ofSeconds(60);
    private static final long SEED = 20;

    private static final String YAML = """
            pipeline: survival
            input: {kind: audio, sample-rate: 8000, window: 2560}
            batch: 8
            learning-rate: 1e-3
            seed: 3
            wire: {precision: bfloat16, record-bytes: 65536, segment-bytes: 1048576}
            flow: {lag-bound: 24, in-flight: 9}
            snapshot-samples: 96
            loss: {prediction-steps: 4, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 32, kernel: 10, stride: 5, padding: 2}]
                loss: {windowed: true}
              - encoder: [{channels: 32, kernel: 8, stride: 4, padding: 2}]
              - context: {hidden: 32}
            """;

    private static final PipelineDefinition PIPELINE = PipelineDefinitions.parse(YAML);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void shouldEndWithTheSameBitsWhenModulesDieInTheMiddleOfOutputsBeforeACheckpointAndRightBehindOne()
            throws Exception {
        ChaosReport report = assertSurvived(
                PIPELINE,
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
                PipelineDefinitions.parse(YAML + "baseline: greedy-supervised:speaker:10\ntrain: [2, 3]"),
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
        PipelineDefinition pipeline = PipelineDefinitions.parse(YAML + "baseline: " + baseline);
        ChaosSettings settings = new ChaosSettings(
                pipeline, SmallRun.ofSteps(40, 40), 40, 5, 50, DELIVERY, PATIENCE, folder.resolve("run"));

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

    @Test
    void shouldEndWithTheSameBitsWhenTheBrokerIsAwayForLongerThanTheDeliveryTimeout() throws Exception {
        // given
        Duration delivery = Duration.ofSeconds(4);
        List<Disturbance> plan = List.of(
                new Disturbance.Absence("broker", 0.3, Duration.ofSeconds(10)),
                new Disturbance.Absence("broker", 0.6, Duration.ofSeconds(10)));

        // when
        ChaosReport report = SmallRun.disturbed(settings(delivery, 50), plan);

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(report.deaths()).hasSize(2);
        assertThat(lostDeliveries())
                .as("services that went back for what was not delivered in time")
                .isNotEmpty();
    }

    @Test
    void shouldEndWithTheSameBitsWhenEveryProcessIsKilledAgainAndAgain() throws Exception {
        // given
        List<Disturbance> plan = ChaosPlan.random(12, SEED, PIPELINE.placement());
        System.out.println("seed of the kills: " + SEED);

        // when
        ChaosReport report = SmallRun.disturbed(settings(DELIVERY, 50), plan);

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
        ChaosReport report =
                SmallRun.disturbed(settings(PIPELINE.placed(Placement.parse("1-2,3")), DELIVERY, 50), plan);

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(report.samplesUnseen()).isZero();
        assertThat(report.deaths()).hasSize(5);
        assertThat(report.replayed().get(1)).isPositive();
        assertThat(report.replayed().get(2)).isPositive();
        assertThat(report.duplicates().keySet()).containsExactlyInAnyOrder(0, 2, 3);
        assertThat(report.duplicates().get(2)).isPositive();
    }

    /** Nobody keeps more than it needs here, so that the account may miss what was deleted early; bits have to agree. */
    @Test
    void shouldEndWithTheSameBitsAndLittleOnTheBrokersDiskWhenWhatIsNeedlessIsDeleted() throws Exception {
        // given
        List<Disturbance> plan = List.of(
                crash("module-2", CrashPoint.AFTER_TEMPORARY_WRITE, 8),
                new Disturbance.Kill("module-1", 0.5),
                new Disturbance.Kill("module-3", 0.7));

        // when
        ChaosReport report;
        BrokerDisk disk = new BrokerDisk(folder.resolve("run/broker/solera.survival.activations.1-0"));
        try (disk) {
            report = SmallRun.disturbed(settings(DELIVERY, 2), plan);
        }

        // then
        assertThat(report.faults()).isEmpty();
        assertThatModuleWentBack(2, report);
        System.out.println("activations.1 on the broker's disk: " + disk);
        assertThat(disk.segmentsRemoved()).isGreaterThan(10);
        assertThat(disk.mostBytes()).isLessThan(disk.bytesWritten() / 2);
    }

    @Test
    void shouldEndWithTheSameBitsWhenAProcessComesBackToAModuleThatAnotherOneHasTakenOver() throws Exception {
        // given
        List<Disturbance> plan = List.of(new Disturbance.Superseded("module-2", 0.3, 0.5));

        // when
        ChaosReport report = SmallRun.disturbed(settings(DELIVERY, 2), plan);

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

    /**
     * What services say who lost a delivery. Steps that were trained again would not do: who has just written a
     * checkpoint goes back by none.
     */
    private List<String> lostDeliveries() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> logs = Files.list(folder.resolve("run/logs"))) {
            for (Path log : logs.toList()) {
                lines.addAll(Files.readAllLines(log).stream()
                        .filter(line -> line.contains("outputs lost, restoring")
                                || line.contains("broker away, going on behind what arrived"))
                        .toList());
            }
        }
        return lines;
    }

    private ChaosReport assertSurvived(PipelineDefinition pipeline, Disturbance.CrashAt... crashes) throws Exception {
        // when
        ChaosReport report = SmallRun.disturbed(settings(pipeline, DELIVERY, 50), List.of(crashes));

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

    /** It trained on samples again, and what it made of them came again. */
    private static void assertThatModuleWentBack(int module, ChaosReport report) {
        assertThat(report.replayed().get(module)).isPositive();
        assertThat(report.duplicates().get(module)).isPositive();
    }

    private static Disturbance.CrashAt crash(String victim, CrashPoint point, int times) {
        return new Disturbance.CrashAt(victim, point, times);
    }

    private ChaosSettings settings(Duration delivery, int kept) {
        return settings(PIPELINE, delivery, kept);
    }

    private ChaosSettings settings(PipelineDefinition pipeline, Duration delivery, int kept) {
        return new ChaosSettings(
                pipeline, SmallRun.ofSteps(STEPS, 40), STEPS, 5, kept, delivery, PATIENCE, folder.resolve("run"));
    }
}
