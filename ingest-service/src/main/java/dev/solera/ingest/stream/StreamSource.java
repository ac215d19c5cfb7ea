package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.Source;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.publisher.SourceDeadLetters;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A topic whose records come by once. Nothing of it is looked at before a run begins. */
public final class StreamSource implements Source {

    /** Of Java's heap, what may be shuffled at once: one in so many bytes. */
    private static final int SHARE_OF_HEAP = 4;

    private final String topic;
    private final PipelineDefinition definition;
    private final StreamSettings settings;
    private final RecordFeed<?> feed;
    private final Listing listing;

    /**
     * @param source {@code kafka:TOPIC}
     * @param labels see {@link RecordDescription}
     * @param heldOut see {@link RecordDescription}
     * @param largest bytes of memory that reading a picture may take
     * @throws InvalidSourceException where a setting does not fit
     */
    public StreamSource(
            String source,
            PipelineDefinition definition,
            StreamSettings settings,
            String labels,
            String heldOut,
            long largest) {
        this.topic = source.substring(StreamSettings.SCHEME.length());
        this.definition = definition;
        this.settings = settings;
        if (!topic.matches("[a-zA-Z0-9._-]{1,249}")) {
            throw new InvalidSourceException(
                    "source is %s; allowed: kafka:TOPIC with 1 to 249 letters, digits, dots, dashes and underscores"
                            .formatted(source));
        }
        requireRoom();
        LabelSchema schema = new LabelSchema(settings.classes(), Set.of());
        this.feed = feed(new RecordDescription(labels, heldOut), schema, largest);
        this.listing = new Listing(source, List.of(), schema, hash(source, labels, heldOut));
    }

    private void requireRoom() {
        long sample = (long) definition.input().stage().shape().size() * Float.BYTES;
        long open = settings.joining().map(JoinSettings::keys).orElse(0);
        long most = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / sample - open;
        if (settings.shuffle() > most) {
            throw new InvalidSourceException(
                    "solera.ingest.stream.shuffle is %d samples of %d bytes%s; allowed: %d, which fit into a quarter of Java's heap"
                            .formatted(
                                    settings.shuffle(),
                                    sample,
                                    open > 0 ? ", and join-keys has %d more".formatted(open) : "",
                                    Math.max(0, most)));
        }
    }

    private RecordFeed<?> feed(RecordDescription description, LabelSchema schema, long largest) {
        if (!(definition.input() instanceof ImageInput image)) {
            return feedOfSound(
                    new RecordReading<>(new SoundRecords(definition.audio()), settings.form(), description, schema));
        }
        if (!settings.form().isFile()) {
            throw new InvalidSourceException(
                    "solera.ingest.stream.values is %s, and pipeline %s has input.kind image; allowed: files, base64 there"
                            .formatted(settings.values(), definition.pipeline()));
        }
        RecordReading<Picture> pictures =
                new RecordReading<>(PictureRecords.of(image, largest), settings.form(), description, schema);
        return new RecordFeed<>(definition, pictures, partitions -> new SingleRecords<>(pictures), settings.shuffle());
    }

    private RecordFeed<Clip> feedOfSound(RecordReading<Clip> reading) {
        return new RecordFeed<>(
                definition,
                reading,
                partitions -> settings.joining()
                        .<Assembly<Clip>>map(
                                joining -> new JoinedRecords(reading, definition.audio(), joining, partitions))
                        .orElseGet(() -> new SingleRecords<>(reading)),
                settings.shuffle());
    }

    /** Of what decides which samples come of the same records. */
    private String hash(String source, String labels, String heldOut) {
        String decided = String.join(
                "\n",
                source,
                labels,
                heldOut,
                settings.values(),
                settings.from(),
                settings.until(),
                Integer.toString(settings.shuffle()),
                settings.classes().toString());
        // What is not joined is what it was before anything could be.
        decided += settings.joining().map(joining -> "\n" + joining).orElse("");
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(decided.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public Listing listing() {
        return listing;
    }

    @Override
    public void requireListing(String expected) {
        if (!listing.hash().equals(expected)) {
            throw new InvalidSourceException(
                    "settings of source %s are not those that the run began with; allowed: the same source, labels, held-out and solera.ingest.stream.values, .from, .until, .shuffle, .join and .classes"
                            .formatted(listing.origin()));
        }
    }

    /** The topic's name. */
    String topic() {
        return topic;
    }

    StreamSettings settings() {
        return settings;
    }

    /** Settings of the connection, as Kafka calls them. */
    public Map<String, String> connection() {
        return settings.kafka();
    }

    /** Whether the run ends with what was in the topic when it began, and is then evaluated where there is something to probe. */
    public boolean isEvaluated() {
        return settings.isFinite() && !listing.labels().classes().isEmpty();
    }

    /**
     * The evaluation pass.
     *
     * @param limit see {@link TopicEvaluation}
     */
    TopicEvaluation<?> evaluation(int limit, FedRecords records, PositionBook book) {
        return new TopicEvaluation<>(feed, limit, records, book);
    }

    /** Makes blocks of its records. */
    BlockReader<?> blocks(
            SourceTopic described,
            SourceStart start,
            KafkaClients clients,
            SourceDeadLetters letters,
            StreamMetrics metrics) {
        return new BlockReader<>(feed, described, start, clients, letters, metrics);
    }
}
