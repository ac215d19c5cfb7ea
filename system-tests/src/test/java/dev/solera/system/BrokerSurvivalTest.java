package dev.solera.system;

import static dev.solera.system.SurvivalRun.assertThatModuleWentBack;
import static dev.solera.system.SurvivalRun.crash;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.checkpoint.CrashPoint;
import dev.solera.harness.chaos.ChaosReport;
import dev.solera.harness.chaos.Disturbance;
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

/** What a run promises of its broker: that it may be away for long, and that its disk has little on it when modules die. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class BrokerSurvivalTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void shouldEndWithTheSameBitsWhenTheBrokerIsAwayForLongerThanTheDeliveryTimeout() throws Exception {
        // given
        Duration delivery = Duration.ofSeconds(4);
        List<Disturbance> plan = List.of(
                new Disturbance.Absence("broker", 0.3, Duration.ofSeconds(10)),
                new Disturbance.Absence("broker", 0.6, Duration.ofSeconds(10)));

        // when
        ChaosReport report = SmallRun.disturbed(
                SurvivalRun.settings(SurvivalRun.PIPELINE, SurvivalRun.STEPS, SurvivalRun.ALL_KEPT, delivery, folder),
                plan);

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(report.deaths()).hasSize(2);
        assertThat(lostDeliveries())
                .as("services that went back for what was not delivered in time")
                .isNotEmpty();
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
            report = SmallRun.disturbed(
                    SurvivalRun.settings(SurvivalRun.PIPELINE, SurvivalRun.STEPS, 2, SurvivalRun.DELIVERY, folder),
                    plan);
        }

        // then
        assertThat(report.faults()).isEmpty();
        assertThatModuleWentBack(2, report);
        System.out.println("activations.1 on the broker's disk: " + disk);
        assertThat(disk.segmentsRemoved()).isGreaterThan(10);
        assertThat(disk.mostBytes()).isLessThan(disk.bytesWritten() / 2);
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
}
