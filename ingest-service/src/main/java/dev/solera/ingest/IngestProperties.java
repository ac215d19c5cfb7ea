package dev.solera.ingest;

import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.Source;
import dev.solera.ingest.folder.FolderSettings;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.stream.StreamSettings;
import dev.solera.pipeline.PipelineDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is fed, and for how long: {@code solera.ingest.*}. Of {@code steps}, {@code epochs} and {@code minutes} at most one
 * is given; without any the run goes on until somebody ends it.
 *
 * @param source a folder of audio files or pictures; {@code kafka:TOPIC}; {@code synthetic:speech} or {@code synthetic:shapes}; or
 *     {@code synthetic}, that of them which the pipeline's input is of
 * @param labels of a folder: see {@link FolderSettings#labels()}
 * @param labelColumns of a table, see {@link LabelColumns#parse}
 * @param labelDelimiter of a table, guessed where nothing is said: see {@link LabelColumns#parse}
 * @param heldOut of a folder, {@code hash:0.1} where nothing is said: see {@link FolderSettings#heldOut()}
 * @param frameLabels of a folder, {@code NAME=FILE}: see {@link FolderSettings#frameLabels()}
 * @param steps training steps of every module
 * @param epochs rounds over all recordings
 * @param minutes of feeding before the evaluation pass
 * @param evaluationLimit bound on the windows of training recordings in the evaluation pass, and again on those of
 *     held-out ones
 * @param cache decoded audio or pictures of a folder to keep in memory
 * @param largest memory that reading a picture of a folder may take; larger ones are skipped
 * @param sourcePatience how long to wait for recordings of a folder that cannot be reached, before the run fails; 10 minutes
 *     where nothing is said
 * @param longest recording of a folder; longer files are cut into pieces, each a recording of its own: see
 *     {@link FolderSettings#DEFAULT_LONGEST} for where nothing is said
 * @param stream how a topic is fed from
 */
@ConfigurationProperties("solera.ingest")
public record IngestProperties(
        @DefaultValue(IngestProperties.BUILT_IN) String source,
        @DefaultValue("") String labels,
        @DefaultValue("") String labelColumns,
        @DefaultValue("") String labelDelimiter,
        @DefaultValue("") String heldOut,
        @DefaultValue("") String frameLabels,
        Long steps,
        Long epochs,
        Double minutes,
        @DefaultValue("3000") int evaluationLimit,
        @DefaultValue("256MB") DataSize cache,
        @DefaultValue("320MB") DataSize largest,
        Duration sourcePatience,
        Duration longest,
        @DefaultValue StreamSettings stream) {

    /** The source that is built in for the pipeline's input. */
    public static final String BUILT_IN = "synthetic";

    private static final Duration DEFAULT_SOURCE_PATIENCE = Duration.ofMinutes(10);

    public IngestProperties {
        if (source.isBlank()) {
            throw new InvalidSourceException(
                    "solera.ingest.source is empty; allowed: a folder, or %s".formatted(BUILT_IN));
        }
        if (evaluationLimit < 1) {
            throw new InvalidSourceException(
                    "solera.ingest.evaluation-limit is %d; allowed: 1 or more windows".formatted(evaluationLimit));
        }
        if (sourcePatience != null && sourcePatience.isNegative()) {
            throw new InvalidSourceException(
                    "solera.ingest.source-patience is %s; allowed: 0s or more".formatted(sourcePatience));
        }
        if (cache.isNegative()) {
            throw new InvalidSourceException("solera.ingest.cache is %s; allowed: 0B or more".formatted(cache));
        }
        if (largest.toBytes() < 1) {
            throw new InvalidSourceException("solera.ingest.largest is %s; allowed: 1B or more".formatted(largest));
        }
    }

    /** How long to wait for recordings that cannot be reached. */
    public Duration patience() {
        return Optional.ofNullable(sourcePatience).orElse(DEFAULT_SOURCE_PATIENCE);
    }

    /** How long the run learns. */
    public RunLength length() {
        List<RunLength> given = new ArrayList<>();
        Optional.ofNullable(steps).map(RunLength.Steps::new).ifPresent(given::add);
        Optional.ofNullable(epochs).map(RunLength.Epochs::new).ifPresent(given::add);
        Optional.ofNullable(minutes).map(RunLength.Minutes::new).ifPresent(given::add);
        if (given.size() > 1) {
            throw new InvalidSourceException("steps, epochs and minutes are %s, %s and %s; allowed: one of them"
                    .formatted(steps, epochs, minutes));
        }
        return given.isEmpty() ? new RunLength.Endless() : given.get(0);
    }

    /**
     * @throws InvalidSourceException where there is nothing usable, or a setting does not fit the source
     * @throws dev.solera.definition.InvalidDefinitionException where a module is to learn from a label that the source has not
     */
    public Corpus openCorpus(PipelineDefinition definition) {
        return openCorpus(definition, OpeningProgress.toLog());
    }

    /**
     * The corpus, or the topic, that is fed from.
     *
     * @throws InvalidSourceException where there is nothing usable, or a setting does not fit the source
     * @throws dev.solera.definition.InvalidDefinitionException where a module is to learn from a label that the source has not
     */
    public Source openSource(PipelineDefinition definition) {
        return openSource(definition, OpeningProgress.toLog());
    }

    /** @param progress told how far the folder is looked at */
    public Source openSource(PipelineDefinition definition, OpeningProgress progress) {
        if (!StreamSettings.isTopic(source)) {
            return openCorpus(definition, progress);
        }
        Source topic = new CorpusOpening(this, definition).topic();
        new LearnedLabels(topic).require(definition);
        return topic;
    }

    /** @param progress told how far the folder is looked at */
    public Corpus openCorpus(PipelineDefinition definition, OpeningProgress progress) {
        Corpus corpus = openToLookAt(definition, progress);
        new LearnedLabels(corpus).require(definition);
        return corpus;
    }

    /**
     * For frozen modules, whatever they learned from.
     *
     * @throws InvalidSourceException where there is nothing usable, or a setting does not fit the source
     */
    public Corpus openToLookAt(PipelineDefinition definition, OpeningProgress progress) {
        return new CorpusOpening(this, definition).open(progress);
    }

    /** Whether a source is made by the program itself. */
    public static boolean isBuiltIn(String source) {
        return source.equals(BUILT_IN) || source.startsWith(BUILT_IN + ":");
    }
}
