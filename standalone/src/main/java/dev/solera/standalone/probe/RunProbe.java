package dev.solera.standalone.probe;

import dev.solera.activation.Sample;
import dev.solera.checkpoint.Machine;
import dev.solera.encoder.Parameter;
import dev.solera.engine.Engine;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.learning.Beginning;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.Baseline;
import dev.solera.pipeline.InputDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Placement;
import dev.solera.probe.StackProbe;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.evaluation.EvaluationTable;
import dev.solera.standalone.report.AccuracyBoard;
import dev.solera.standalone.report.AccuracyFiles;
import dev.solera.standalone.report.AccuracyTable;
import dev.solera.standalone.report.EndedRun;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunProvenance;
import dev.solera.standalone.train.IngestSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.core.env.StandardEnvironment;

/**
 * The evaluation of a run that has ended on recordings that are not its own: windows go through its frozen modules in this process, and
 * a table is made of them as after training, in a folder of its own.
 */
public final class RunProbe {

    private static final Duration PROGRESS = Duration.ofSeconds(3);

    private final EndedRun run;
    private final Map<String, Object> ingest;
    private final Path out;
    private final String version;
    private final List<String> arguments;

    /**
     * @param ingest what is looked at, as properties of the ingest service
     * @param out a new or empty folder
     * @param version of this program
     * @param arguments as the user gave them
     */
    public RunProbe(EndedRun run, Map<String, Object> ingest, Path out, String version, List<String> arguments) {
        this.run = run;
        this.ingest = Map.copyOf(ingest);
        this.out = out;
        this.version = version;
        this.arguments = List.copyOf(arguments);
    }

    /**
     * @param say where the table is told
     * @param err where it is said how far things are
     * @throws IllegalArgumentException where recordings, settings, the run or the folder are refused; nothing is written then
     */
    public void run(PrintWriter say, PrintStream err) throws IOException {
        RunFolder.require(out);
        PipelineDefinition definition = lookedThrough();
        Beginning trained = parameters();
        trained.requireFits(definition);
        IngestProperties properties = IngestSettings.check(ingest);
        Corpus corpus = properties.openToLookAt(definition, progress(err));
        SampleSequence samples = evaluation(definition, corpus, properties.evaluationLimit());
        introduce(corpus, samples.evaluationWindows(), say);
        EvaluationTable table = table(definition, trained, samples, err);
        AccuracyBoard board = board(table);
        say(say, AccuracyTable.lines(board, Baseline.described(run.definition())));
        table.skipped().forEach((label, cause) -> say.printf("%nNo accuracy for %s: %s%n", label, cause));
        samples.unreadable().forEach((name, cause) -> say.printf("%nSkipped %s: %s%n", name, cause));
        write(board, provenance(corpus, samples, table), say);
    }

    /** The run's definition, for which short clips are never joined and all depths are looked at. */
    private PipelineDefinition lookedThrough() {
        InputDefinition input = run.input();
        return run.definition()
                .placed(Placement.apart(run.definition().depth()))
                .fedBy(input instanceof AudioInput sound ? sound.padded() : input);
    }

    private Beginning parameters() throws IOException {
        Map<Integer, Map<String, Parameter>> parameters = new HashMap<>();
        for (int number = 1; number <= run.definition().depth(); number++) {
            parameters.put(number, run.parameters(number).parameters());
        }
        return new Beginning(run.folder().modules().toString(), parameters);
    }

    private static OpeningProgress progress(PrintStream err) {
        return new OpeningProgress(PROGRESS, System::nanoTime, err::println);
    }

    /** Only the evaluation pass of what would be a run over these recordings. */
    private static SampleSequence evaluation(PipelineDefinition definition, Corpus corpus, int limit) {
        SampleSequence samples = new SampleSequence(definition, corpus, new RunLength.Endless(), limit);
        samples.askForEnd();
        if (samples.evaluationWindows() == 0) {
            throw new IllegalArgumentException(
                    "--labels give no recording of %s a label; allowed: some that do, as probes have nothing else to tell"
                            .formatted(corpus.listing().origin()));
        }
        return samples;
    }

    private void introduce(Corpus corpus, int windows, PrintWriter say) {
        say.printf(
                "Probing %s on %s: %,d %s, %,d of them held out, %,d windows.%n",
                run.folder().path(),
                corpus.listing().origin(),
                corpus.recordings().size(),
                run.definition().input().recordings(),
                corpus.recordings().stream().filter(Recording::heldOut).count(),
                windows);
        corpus.listing().notes().forEach(note -> say.printf("%s.%n", note));
        corpus.listing()
                .decidingLabel()
                .ifPresent(label ->
                        say.printf("There is no probe for %s, whose values decide what is held out.%n", label));
        say.flush();
    }

    private static EvaluationTable table(
            PipelineDefinition definition, Beginning trained, SampleSequence samples, PrintStream err) {
        try (StackProbe probe = new StackProbe(definition, trained, new StandardEnvironment())) {
            long told = System.nanoTime();
            int encoded = 0;
            for (Optional<Sample> next = samples.next(); next.isPresent(); next = samples.next()) {
                probe.add(next.orElseThrow());
                encoded++;
                if (System.nanoTime() - told > PROGRESS.toNanos()) {
                    told = System.nanoTime();
                    err.printf("%,d of %,d windows%n", encoded, samples.evaluationWindows());
                }
            }
            return probe.table();
        }
    }

    private static AccuracyBoard board(EvaluationTable table) {
        AccuracyBoard board = new AccuracyBoard();
        for (ProbeAccuracy row : table.rows()) {
            board.add(row.event("", 0, false));
        }
        return board;
    }

    private static void say(PrintWriter say, List<String> lines) {
        lines.forEach(say::println);
        say.flush();
    }

    private ProbeProvenance provenance(Corpus corpus, SampleSequence samples, EvaluationTable table) {
        return new ProbeProvenance(
                version,
                arguments,
                Instant.now().toString(),
                run.folder().path().toString(),
                run.provenance().identity(),
                IngestSettings.anchored(ingest),
                RunProvenance.Data.of(corpus),
                "libtorch " + Engine.version(),
                Machine.describe(),
                samples.evaluationWindows(),
                new TreeMap<>(table.skipped()),
                new TreeMap<>(samples.unreadable()));
    }

    private void write(AccuracyBoard board, ProbeProvenance provenance, PrintWriter say) throws IOException {
        Files.createDirectories(out);
        provenance.write(out.resolve("provenance.json"));
        AccuracyFiles.table(board, out.resolve("accuracy.csv"));
        if (!board.isEmpty()) {
            try {
                AccuracyFiles.picture(board, out.resolve("accuracy-by-depth.png"));
            } catch (IllegalStateException e) {
                say.printf("%nThere is no picture: %s%n", e.getMessage());
            }
        }
        say.printf("%nResults are in %s.%n", out);
        say.flush();
    }
}
