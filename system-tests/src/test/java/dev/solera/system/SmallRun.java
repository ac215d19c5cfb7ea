package dev.solera.system;

import dev.solera.harness.chaos.ChaosReport;
import dev.solera.harness.chaos.ChaosRun;
import dev.solera.harness.chaos.ChaosSettings;
import dev.solera.harness.chaos.Disturbance;
import dev.solera.harness.process.ProcessSettings;
import dev.solera.ingest.synthetic.SyntheticSpeech;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.ClassArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the runs of these tests have in common: they learn from made-up speech, each service in a process that starts fast. */
final class SmallRun {

    private static final List<String> QUICK = List.of("-XX:+UseSerialGC", "-Xmx1g", "-XX:TieredStopAtLevel=1");

    private SmallRun() {}

    /** Of a Java that starts fast. */
    static List<String> options() throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(QUICK);
        options.add(ClassArchive.option());
        return options;
    }

    /** Ingest's properties for a run of so many steps, of which as many samples are evaluated at most. */
    static Map<String, Object> ofSteps(long steps, int evaluated) {
        return fed("steps", steps, evaluated);
    }

    /** Ingest's properties for a run that a clock ends. */
    static Map<String, Object> ofMinutes(double minutes, int evaluated) {
        return fed("minutes", minutes, evaluated);
    }

    private static Map<String, Object> fed(String length, Object value, int evaluated) {
        return Map.of(
                "solera.ingest.source",
                SyntheticSpeech.NAME,
                "solera.ingest." + length,
                value,
                "solera.ingest.evaluation-limit",
                evaluated);
    }

    /** A run that is watched from outside, called as its pipeline is. */
    static ProcessSettings watched(
            PipelineDefinition pipeline, Map<String, Object> ingest, Map<String, Object> module, Path folder)
            throws IOException, InterruptedException {
        return new ProcessSettings(
                pipeline, pipeline.pipeline(), Map.of(), ingest, module, Set.of(), options(), Map.of(), folder);
    }

    /** Disturbs a run, and prints its story. */
    static ChaosReport disturbed(ChaosSettings settings, List<? extends Disturbance> plan) throws Exception {
        List<String> story = new ArrayList<>();
        ChaosReport report = new ChaosRun(settings, List.copyOf(plan), story::add).run();
        System.out.println(String.join(System.lineSeparator(), story));
        System.out.printf(
                "replayed %s, came again %s, unseen %s%n", report.replayed(), report.duplicates(), report.unseen());
        return report;
    }
}
