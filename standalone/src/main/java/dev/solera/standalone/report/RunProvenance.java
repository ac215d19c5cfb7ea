package dev.solera.standalone.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.solera.engine.ComputeDevice;
import dev.solera.ingest.corpus.PictureCorpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.Source;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.Baseline;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.PixelScale;
import dev.solera.pipeline.Placement;
import dev.solera.storage.SyncedFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run was made of: enough to make it again, and to know whether the same bits can be expected.
 *
 * @param version of this program
 * @param arguments of the command line
 * @param started UTC
 * @param ended UTC; empty while it runs
 * @param outcome {@code running}, {@code finished}, {@code ended early}, {@code stopped} or {@code failed: cause}
 * @param identity of what {@code pipeline.yaml} learns ({@link Identity}); what only says how it is run may be edited
 * @param seed all randomness follows from it
 * @param arithmetic in which numbers products were computed
 * @param devices where it was computed: one, and more where it was resumed elsewhere
 * @param baseline which of the paper's the run was, or {@code greedy}
 * @param shortClips how windows longer than their clip were filled, {@code none} of pictures; {@code join-within} used a label in training
 * @param settings what was fed and probed, as properties of the services, so that the run can be resumed
 * @param data the recordings
 * @param placement which modules shared a service
 * @param threads intra-op threads by module
 * @param engine name and version of the tensor engine
 * @param machine what decides whether bits compare
 * @param counts what each service counted
 */
public record RunProvenance(
        String version,
        List<String> arguments,
        String started,
        String ended,
        String outcome,
        String identity,
        long seed,
        String arithmetic,
        List<String> devices,
        String baseline,
        String shortClips,
        Map<String, String> settings,
        Data data,
        Placement placement,
        List<Integer> threads,
        String engine,
        Map<String, String> machine,
        Map<String, Map<String, Long>> counts) {

    /** The outcome of a run that has not ended, and of one that was cut off. */
    public static final String RUNNING = "running";

    /** The outcome of a run that learned all that it was to learn. */
    public static final String FINISHED = "finished";

    /** The outcome of a run that somebody ended, and that was evaluated then. */
    public static final String ENDED_EARLY = "ended early";

    /** The outcome of a run that somebody stopped at once. */
    public static final String STOPPED = "stopped";

    /** The beginning of the outcome of a run that failed; the cause follows. */
    public static final String FAILED = "failed: ";

    private static final String ARITHMETIC = "arithmetic";
    private static final String DEVICES = "devices";
    private static final String BASELINE = "baseline";
    private static final String GREEDY = "greedy";

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /**
     * The recordings.
     *
     * @param origin folder or source
     * @param listing SHA-256 of the usable recordings' listing
     * @param recordings usable ones
     * @param heldOut of them
     * @param skipped unreadable or empty ones, with the cause
     * @param classes by label
     * @param pixels what pixels of pictures were scaled by; none of sound
     */
    public record Data(
            String origin,
            @JsonProperty("listing-sha256") String listing,
            int recordings,
            long heldOut,
            Map<String, String> skipped,
            Map<String, List<String>> classes,
            Optional<PixelScale> pixels) {

        public static Data of(Source source) {
            return new Data(
                    source.listing().origin(),
                    source.listing().hash(),
                    source.listing().recordings().size(),
                    source.listing().recordings().stream()
                            .filter(Recording::heldOut)
                            .count(),
                    source.listing().skipped(),
                    source.labels().classes(),
                    source instanceof PictureCorpus pictures ? Optional.of(pictures.scale()) : Optional.empty());
        }
    }

    /**
     * Reads it back. A run that was written down before there were baselines was greedy, and said nothing of pixels; one from before
     * there was another arithmetic was computed in float32, and one from before there were other devices on processors.
     *
     * @throws IllegalArgumentException where the file is not there, or holds something else
     */
    public static RunProvenance read(Path file) {
        try {
            JsonNode tree = JSON.readTree(file.toFile());
            if (tree instanceof ObjectNode run && !run.has(BASELINE)) {
                run.put(BASELINE, GREEDY);
            }
            if (tree instanceof ObjectNode run && !run.has(ARITHMETIC)) {
                run.put(ARITHMETIC, PipelineDefinitions.word(Arithmetic.FLOAT32));
            }
            if (tree instanceof ObjectNode run && !run.has(DEVICES)) {
                run.putArray(DEVICES).add(ComputeDevice.CPU.toString());
            }
            if (tree.get("data") instanceof ObjectNode data && !data.has("pixels")) {
                data.putNull("pixels");
            }
            return JSON.treeToValue(tree, RunProvenance.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "%s cannot be read (%s); allowed: what a run of this version wrote"
                            .formatted(file, e.getOriginalMessage()),
                    e);
        }
    }

    /**
     * Where it was computed.
     *
     * @throws IllegalArgumentException where it says something else
     */
    public List<ComputeDevice> computedOn() {
        if (devices.isEmpty()) {
            throw new IllegalArgumentException(
                    "devices in provenance.json is empty; allowed: one or more, as a run writes them; it was edited");
        }
        return devices.stream()
                .map(name -> ComputeDevice.parse("devices in provenance.json", name))
                .toList();
    }

    /** Where it was computed last. */
    public ComputeDevice device() {
        List<ComputeDevice> all = computedOn();
        return all.get(all.size() - 1);
    }

    /** Whether it came to its end, so that nothing is left to resume. */
    public boolean hasEnded() {
        return outcome.equals(FINISHED) || outcome.equals(ENDED_EARLY);
    }

    /** Whether it failed. */
    public boolean hasFailed() {
        return outcome.startsWith(FAILED);
    }

    /**
     * Makes sure that what this says about a definition is true of it.
     *
     * @throws IllegalArgumentException where one of the two was edited
     */
    public void require(PipelineDefinition found) {
        requireSame("seed", seed, found.seed());
        requireSame(ARITHMETIC, arithmetic, arithmetic(found));
        requireSame(BASELINE, baseline, baseline(found));
        requireSame("short-clips", shortClips, shortClips(found));
        requireSame("placement", placement, found.placement());
        requireSame("threads", threads, threads(found));
        requireSame("identity", identity, Identity.of(found));
    }

    /** In which numbers a definition's products are computed. */
    public static String arithmetic(PipelineDefinition definition) {
        return PipelineDefinitions.word(definition.arithmetic());
    }

    /** What a definition learns by instead of greedily and without labels, or {@code greedy}. */
    public static String baseline(PipelineDefinition definition) {
        return Baseline.described(definition).orElse(GREEDY);
    }

    /** How windows longer than their clip are filled; pictures have no such windows. */
    public static String shortClips(PipelineDefinition definition) {
        return definition.input() instanceof AudioInput audio
                ? audio.shortClips().toString()
                : "none";
    }

    private static void requireSame(String key, Object here, Object there) {
        if (!here.equals(there)) {
            throw new IllegalArgumentException(
                    "%s in provenance.json is %s; allowed: %s, as pipeline.yaml has; one of the two files was edited"
                            .formatted(key, here, there));
        }
    }

    /** Intra-op threads by module. */
    public static List<Integer> threads(PipelineDefinition definition) {
        return definition.modules().stream().map(ModuleDefinition::threads).toList();
    }

    /** Writes it as JSON, whole or not at all, even where the machine loses power. */
    public void write(Path file) throws IOException {
        ByteBuffer json = StandardCharsets.UTF_8.encode(JSON.writeValueAsString(this));
        new SyncedFolder(file.getParent()).replace(file.getFileName().toString(), channel -> {
            // A disk that is nearly full takes a part, and refuses the next one.
            while (json.hasRemaining()) {
                channel.write(json);
            }
        });
    }
}
