package dev.solera.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.checkpoint.CrashPoint;
import dev.solera.harness.chaos.ChaosReport;
import dev.solera.harness.chaos.ChaosSettings;
import dev.solera.harness.chaos.Disturbance;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Path;
import java.time.Duration;

/** The run of three modules that tests of survival disturb. */
final class SurvivalRun {

    static final long STEPS = 150;

    private static final Duration PATIENCE = Duration.ofMinutes(6);
    static final Duration DELIVERY = Duration.ofSeconds(60);

    /** So many checkpoints that nothing is deleted which the account has to see. */
    static final int ALL_KEPT = 50;

    static final String YAML = """
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

    static final PipelineDefinition PIPELINE = PipelineDefinitions.parse(YAML);

    private SurvivalRun() {}

    /** Producers are patient, and no module deletes a checkpoint. */
    static ChaosSettings settings(PipelineDefinition pipeline, Path folder) throws Exception {
        return settings(pipeline, STEPS, ALL_KEPT, DELIVERY, folder);
    }

    /** @param kept checkpoints, by every module */
    static ChaosSettings settings(PipelineDefinition pipeline, long steps, int kept, Duration delivery, Path folder)
            throws Exception {
        return new ChaosSettings(
                pipeline,
                SmallRun.ofSteps(steps, 40),
                steps,
                5,
                kept,
                delivery,
                PATIENCE,
                SmallRun.options(),
                folder.resolve("run"));
    }

    static Disturbance.CrashAt crash(String victim, CrashPoint point, int times) {
        return new Disturbance.CrashAt(victim, point, times);
    }

    /** It trained on samples again, and what it made of them came again. */
    static void assertThatModuleWentBack(int module, ChaosReport report) {
        assertThat(report.replayed().get(module)).isPositive();
        assertThat(report.duplicates().get(module)).isPositive();
    }
}
