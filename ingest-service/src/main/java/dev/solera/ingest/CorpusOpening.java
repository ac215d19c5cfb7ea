package dev.solera.ingest;

import dev.solera.ingest.container.ContainerPictures;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.folder.FolderCorpus;
import dev.solera.ingest.folder.FolderSettings;
import dev.solera.ingest.folder.PictureFolder;
import dev.solera.ingest.folder.PictureSettings;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.ingest.stream.StreamSettings;
import dev.solera.ingest.stream.StreamSource;
import dev.solera.ingest.synthetic.SyntheticShapes;
import dev.solera.ingest.synthetic.SyntheticSpeech;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.PipelineDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The choice of a corpus: by the source that is asked for, and by what the pipeline's input is of. */
final class CorpusOpening {

    private static final String DEFAULT_HELD_OUT = "hash:0.1";

    private final IngestProperties properties;
    private final PipelineDefinition definition;

    CorpusOpening(IngestProperties properties, PipelineDefinition definition) {
        this.properties = properties;
        this.definition = definition;
    }

    Corpus open(OpeningProgress progress) {
        boolean pictures = definition.input() instanceof ImageInput;
        if (StreamSettings.isTopic(properties.source())) {
            throw new InvalidSourceException("source is %s, whose records come by once; allowed: a folder, or %s"
                    .formatted(properties.source(), IngestProperties.BUILT_IN));
        }
        if (IngestProperties.isBuiltIn(properties.source())) {
            return pictures ? shapes(progress) : speech();
        }
        Path folder = FileName.path("source", properties.source());
        return pictures ? pictures(folder, progress) : sound(folder, progress);
    }

    /** The topic that is the source. */
    StreamSource topic() {
        List<String> misplaced = new ArrayList<>();
        if (!(properties.labelColumns() + properties.labelDelimiter()).isBlank()) {
            misplaced.add("label-columns or label-delimiter");
        }
        if (!properties.frameLabels().isBlank()) {
            misplaced.add("frame-labels");
        }
        if (properties.longest() != null) {
            misplaced.add("longest");
        }
        if (properties.epochs() != null) {
            misplaced.add("epochs");
        }
        if (!misplaced.isEmpty()) {
            throw new InvalidSourceException(
                    "%s is given with source %s, whose records come by once; allowed: with a folder"
                            .formatted(String.join(", ", misplaced), properties.source()));
        }
        return new StreamSource(
                properties.source(),
                definition,
                properties.stream(),
                properties.labels(),
                heldOut(),
                properties.largest().toBytes());
    }

    private Corpus speech() {
        requireBuiltIn(SyntheticSpeech.NAME, "audio");
        AudioInput input = definition.audio();
        if (input.channels() != 1) {
            throw new InvalidSourceException("input.channels is %d with source %s; allowed: 1 there"
                    .formatted(input.channels(), SyntheticSpeech.NAME));
        }
        return new SyntheticSpeech(definition.seed(), input.sampleRate());
    }

    private Corpus shapes(OpeningProgress progress) {
        requireBuiltIn(SyntheticShapes.NAME, "image");
        return SyntheticShapes.open(definition.seed(), definition.image(), progress);
    }

    private void requireBuiltIn(String fitting, String kind) {
        String source = properties.source();
        if (!source.equals(IngestProperties.BUILT_IN) && !source.equals(fitting)) {
            throw new InvalidSourceException("source is %s; allowed: a folder, or %s, as pipeline %s has input.kind %s"
                    .formatted(source, fitting, definition.pipeline(), kind));
        }
        requireNoSettingsOfAFolder(fitting);
    }

    private void requireNoSettingsOfAFolder(String source) {
        if (!(properties.labels()
                        + properties.labelColumns()
                        + properties.labelDelimiter()
                        + properties.heldOut()
                        + properties.frameLabels())
                .isBlank()) {
            throw new InvalidSourceException(
                    "labels, held-out or frame-labels are given with source %s, which has its own; allowed: with a folder"
                            .formatted(source));
        }
        if (properties.longest() != null || properties.sourcePatience() != null) {
            throw new InvalidSourceException("%s is given with source %s, which has no files; allowed: with a folder"
                    .formatted(properties.longest() != null ? "longest" : "source-patience", source));
        }
    }

    private Corpus sound(Path folder, OpeningProgress progress) {
        FolderSettings settings = new FolderSettings(
                properties.labels(),
                columns(),
                heldOut(),
                Optional.of(properties.frameLabels()).filter(text -> !text.isBlank()),
                properties.cache().toBytes(),
                Optional.ofNullable(properties.longest()).orElse(FolderSettings.DEFAULT_LONGEST));
        return FolderCorpus.open(folder, definition.audio(), settings, progress);
    }

    private Corpus pictures(Path folder, OpeningProgress progress) {
        if (!properties.frameLabels().isBlank() || properties.longest() != null) {
            throw new InvalidSourceException("%s is given, and pipeline %s has input.kind image; allowed: with sound"
                    .formatted(properties.longest() != null ? "longest" : "frame-labels", definition.pipeline()));
        }
        Optional<? extends Corpus> container = ContainerPictures.find(
                folder, definition.image(), properties.labels(), properties.heldOut(), DEFAULT_HELD_OUT, progress);
        if (container.isPresent()) {
            columns().requireNone(properties.labels());
            return container.orElseThrow();
        }
        PictureSettings settings = new PictureSettings(
                properties.labels(),
                columns(),
                heldOut(),
                properties.cache().toBytes(),
                properties.largest().toBytes());
        return PictureFolder.open(folder, definition.image(), settings, progress);
    }

    private LabelColumns columns() {
        return LabelColumns.parse(properties.labelColumns(), properties.labelDelimiter());
    }

    private String heldOut() {
        return properties.heldOut().isBlank() ? DEFAULT_HELD_OUT : properties.heldOut();
    }
}
