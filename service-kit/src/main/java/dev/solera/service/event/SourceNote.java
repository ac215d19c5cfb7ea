package dev.solera.service.event;

import dev.solera.pipeline.PixelScale;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What only the recordings of a run tell, for whoever answers with its parameters. Ingest keeps it on the control topic.
 *
 * @param classes names of every label's classes by their numbers; none of a label that has too many to travel
 * @param pixels what pixels are scaled by, of pictures
 */
public record SourceNote(Map<String, List<String>> classes, Optional<PixelScale> pixels) {

    private static final Logger LOG = LoggerFactory.getLogger(SourceNote.class);
    private static final String KEY = "source";

    /** As JSON: half of what brokers take by default. */
    static final int MOST_BYTES = 512 << 10;

    private static final JsonMapper JSON = JsonMapper.shared();

    public SourceNote {
        classes = classes == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(classes));
        pixels = pixels == null ? Optional.empty() : pixels;
    }

    /** Writes it down; returns once it is safe. */
    public void keep(ControlTopic control) throws InterruptedException {
        control.put(KEY, text());
    }

    /** Without the labels that have the most to say, where all of them have too much. */
    String text() {
        Map<String, List<String>> left = new LinkedHashMap<>(classes);
        String text = JSON.writeValueAsString(new SourceNote(left, pixels));
        while (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES && !left.isEmpty()) {
            left.remove(longest(left));
            text = JSON.writeValueAsString(new SourceNote(left, pixels));
        }
        return text;
    }

    private static String longest(Map<String, List<String>> classes) {
        return classes.entrySet().stream()
                .max(Comparator.comparingLong((Map.Entry<String, List<String>> label) ->
                        label.getValue().stream().mapToLong(String::length).sum()))
                .orElseThrow()
                .getKey();
    }

    /**
     * Follows what ingest keeps, as {@link ControlTopic#listen} does; what cannot be read is passed over.
     *
     * @param name of the service
     */
    public static ControlListener follow(String name, ControlTopic control, Consumer<SourceNote> handler) {
        return control.listen(name, (key, word) -> {
            if (key.equals(KEY)) {
                read(word).ifPresent(handler);
            }
        });
    }

    private static Optional<SourceNote> read(String text) {
        try {
            return Optional.ofNullable(JSON.readValue(text, SourceNote.class));
        } catch (JacksonException e) {
            LOG.warn("note of the source ignored cause=\"{}\"", e.getOriginalMessage());
            return Optional.empty();
        }
    }
}
