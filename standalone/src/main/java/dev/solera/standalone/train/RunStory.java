package dev.solera.standalone.train;

import dev.solera.checkpoint.Machine;
import dev.solera.engine.ComputeDevice;
import dev.solera.engine.Engine;
import dev.solera.ingest.corpus.Source;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunProvenance;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Writes down what a run is made of: when it begins, so that a killed one has it too, and again when it ends. */
final class RunStory {

    private static final long UNKNOWN = -1;

    private final TrainSettings settings;
    private final Source source;
    private final RunFolder folder;
    private final Instant started;
    private final Map<String, Map<String, Long>> counts = new TreeMap<>();
    private long planned = UNKNOWN;
    private boolean fed;
    private boolean cut;
    private boolean over;

    RunStory(TrainSettings settings, Source source, RunFolder folder) {
        this(settings, source, folder, Instant.now());
    }

    /** @param began when the run did, where this goes on with it */
    RunStory(TrainSettings settings, Source source, RunFolder folder, Instant began) {
        this.settings = settings;
        this.source = source;
        this.folder = folder;
        this.started = began;
    }

    void begin() throws IOException {
        if (!Files.exists(folder.pipeline())) {
            Files.writeString(folder.pipeline(), PipelineDefinitions.format(settings.definition()));
        }
        write("", RunProvenance.RUNNING);
    }

    /** Takes in one event, on the thread that brings them. */
    synchronized void accept(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.Source source) {
            planned = source.trainSamples();
        } else if (event instanceof TelemetryEvent.EvaluationStart) {
            fed = true;
        } else if (event instanceof TelemetryEvent.Finished finished) {
            fed |= finished.service().equals(Services.INGEST);
            counts.put(finished.service(), new TreeMap<>(finished.counts()));
        }
    }

    /** What a service has counted, once it has finished. */
    synchronized long count(String service, String what) {
        return counts.getOrDefault(service, Map.of()).getOrDefault(what, 0L);
    }

    /**
     * Notes that learning is asked to end.
     *
     * @return whether it still goes on, so that it can be ended
     */
    synchronized boolean interrupt() {
        cut = !fed;
        return cut;
    }

    /** The run has come to its end: an early one where something of what was planned is missing. */
    synchronized void end() throws IOException {
        long train = count(Services.INGEST, "train");
        boolean early = planned == UNKNOWN ? cut : train != planned;
        end(early ? RunProvenance.ENDED_EARLY : RunProvenance.FINISHED);
    }

    /** The run is over without having come to its end. The first outcome counts: a run that is stopped fails because of that. */
    synchronized void end(String outcome) throws IOException {
        if (!over) {
            write(Instant.now().toString(), outcome);
            over = true;
        }
    }

    private void write(String ended, String outcome) throws IOException {
        PipelineDefinition definition = settings.definition();
        new RunProvenance(
                        settings.version(),
                        settings.arguments(),
                        started.toString(),
                        ended,
                        outcome,
                        Identity.of(definition),
                        definition.seed(),
                        RunProvenance.arithmetic(definition),
                        settings.devices().stream().map(ComputeDevice::toString).toList(),
                        RunProvenance.baseline(definition),
                        RunProvenance.shortClips(definition),
                        settings.toProperties(),
                        RunProvenance.Data.of(source),
                        definition.placement(),
                        RunProvenance.threads(definition),
                        "libtorch " + Engine.version(),
                        Machine.describe(),
                        counts)
                .write(folder.provenance());
    }
}
