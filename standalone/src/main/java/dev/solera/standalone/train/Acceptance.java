package dev.solera.standalone.train;

import dev.solera.checkpoint.EarlierParameters;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.Source;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.ingest.stream.StreamSource;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.display.ProgressDisplay;
import dev.solera.stream.RecordLimits;
import java.io.PrintStream;
import java.time.Duration;

/**
 * A run that is accepted: whatever can be checked is checked before anything is started or written.
 *
 * @param source open
 * @param trainSamples that it learns from, {@link RunLength#UNKNOWN} where a clock or a person ends it
 * @param evaluationWindows samples of the evaluation pass, {@link ProgressDisplay#UNKNOWN} of a topic
 */
record Acceptance(Source source, long trainSamples, int evaluationWindows) {

    /** Time between two lines that say how much of a large folder has been looked at. */
    private static final Duration PROGRESS = Duration.ofSeconds(3);

    /**
     * @param err where it is said how far a large folder is looked at
     * @throws IllegalArgumentException where recordings, definition or settings are refused
     * @throws IllegalStateException where the disk is too small
     */
    static Acceptance of(TrainSettings settings, PrintStream err) {
        PipelineDefinition definition = settings.definition();
        requireOneThreadCount(definition);
        for (int depth : definition.placement().topicDepths()) {
            RecordLimits.of(definition, depth);
        }
        ModuleRange all = new ModuleRange(1, definition.depth());
        settings.from().ifPresent(from -> EarlierParameters.read("--from", from, definition, all));
        IngestProperties ingest = IngestSettings.check(settings.ingest());
        Source source =
                ingest.openSource(definition, new OpeningProgress(PROGRESS, System::nanoTime, line -> tell(err, line)));
        if (source instanceof Corpus corpus) {
            // Made as ingest will make it: it refuses a definition that does not fit the recordings.
            var sequence = new SampleSequence(definition, corpus, ingest.length(), ingest.evaluationLimit());
            DiskSpace.require(settings.out(), DiskSpace.needed(definition, sequence.evaluationWindows()));
            return new Acceptance(source, sequence.trainSamples(), sequence.evaluationWindows());
        }
        boolean evaluated = source instanceof StreamSource topic && topic.isEvaluated();
        DiskSpace.require(settings.out(), DiskSpace.needed(definition, evaluated ? 2L * ingest.evaluationLimit() : 0));
        return new Acceptance(source, ingest.length().trainSamples(0, definition.batch()), ProgressDisplay.UNKNOWN);
    }

    /**
     * The same for a run that is resumed.
     *
     * @param listing SHA-256 of the recordings that it began with
     * @param err where it is said how far a large folder is looked at
     * @throws IllegalArgumentException also where the recordings are others
     */
    static Acceptance ofResumed(TrainSettings settings, String listing, PrintStream err) {
        Acceptance accepted = of(settings, err);
        accepted.source().requireListing(listing);
        return accepted;
    }

    private static void tell(PrintStream err, String line) {
        err.println(line);
        err.flush();
    }

    private static void requireOneThreadCount(PipelineDefinition definition) {
        int first = definition.module(1).threads();
        for (int number = 2; number <= definition.depth(); number++) {
            int threads = definition.module(number).threads();
            if (threads != first) {
                throw InvalidDefinitionException.of(
                        "modules[%d].threads".formatted(number - 1),
                        threads,
                        "%d, as modules[0] has: solera train runs all modules in one process".formatted(first));
            }
        }
    }
}
