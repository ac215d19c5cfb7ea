package dev.solera.ingest;

import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.folder.FolderCorpus;
import dev.solera.ingest.folder.FolderSettings;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.synthetic.SyntheticSpeech;
import dev.solera.pipeline.AudioInput;
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
 * @param source a folder of audio files, or {@code synthetic:speech}
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
 * @param cache decoded audio of a folder to keep in memory
 * @param sourcePatience how long to wait for recordings of a folder that cannot be got at, before the run fails; 10 minutes
 *     where nothing is said
 * @param longest recording of a folder; longer files are cut into pieces, each a recording of its own: see
 *     {@link FolderSettings#DEFAULT_LONGEST} for where nothing is said
 */
@ConfigurationProperties("solera.ingest")
public record IngestProperties(
        @DefaultValue(SyntheticSpeech.NAME) String source,
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
        Duration sourcePatience,
        Duration longest) {

    private static final String DEFAULT_HELD_OUT = "hash:0.1";
    private static final Duration DEFAULT_SOURCE_PATIENCE = Duration.ofMinutes(10);

    public IngestProperties {
        if (source.isBlank()) {
            throw new InvalidSourceException(
                    "solera.ingest.source is empty; allowed: a folder, or %s".formatted(SyntheticSpeech.NAME));
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
    }

    /** How long to wait for recordings that cannot be got at. */
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

    /** @throws InvalidSourceException where there is nothing usable, or a setting does not fit the source */
    public Corpus openCorpus(PipelineDefinition definition) {
        return openCorpus(definition, OpeningProgress.toLog());
    }

    /** @param progress told how far the folder is looked at */
    public Corpus openCorpus(PipelineDefinition definition, OpeningProgress progress) {
        AudioInput input = definition.audio();
        if (!source.startsWith("synthetic:")) {
            FolderSettings settings = new FolderSettings(
                    labels,
                    LabelColumns.parse(labelColumns, labelDelimiter),
                    heldOut.isBlank() ? DEFAULT_HELD_OUT : heldOut,
                    Optional.of(frameLabels).filter(text -> !text.isBlank()),
                    cache.toBytes(),
                    Optional.ofNullable(longest).orElse(FolderSettings.DEFAULT_LONGEST));
            return FolderCorpus.open(FileName.path("source", source), input, settings, progress);
        }
        if (!source.equals(SyntheticSpeech.NAME)) {
            throw new InvalidSourceException(
                    "source is %s; allowed: a folder, or %s".formatted(source, SyntheticSpeech.NAME));
        }
        if (!(labels + labelColumns + labelDelimiter + heldOut + frameLabels).isBlank()) {
            throw new InvalidSourceException(
                    "labels, held-out or frame-labels are given with source %s, which has its own; allowed: with a folder"
                            .formatted(source));
        }
        if (longest != null || sourcePatience != null) {
            throw new InvalidSourceException("%s is given with source %s, which has no files; allowed: with a folder"
                    .formatted(longest != null ? "longest" : "source-patience", source));
        }
        if (input.channels() != 1) {
            throw new InvalidSourceException("input.channels is %d with source %s; allowed: 1 there"
                    .formatted(input.channels(), SyntheticSpeech.NAME));
        }
        return new SyntheticSpeech(definition.seed(), input.sampleRate());
    }
}
