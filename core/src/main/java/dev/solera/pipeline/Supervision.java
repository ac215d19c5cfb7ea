package dev.solera.pipeline;

import dev.solera.definition.InvalidDefinitionException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What modules learn from labels, and what that asks of the rest of a definition.
 *
 * @param baseline which says so, or is none
 * @param modules from the input downstream
 */
public record Supervision(Optional<Baseline> baseline, List<ModuleDefinition> modules) {

    /** Of a batch, classes by samples: half a gigabyte. */
    private static final long MOST_SCORES = 1 << 27;

    /**
     * A label that a module learns from.
     *
     * @param module its number
     * @param label its name
     * @param classes values that the module tells apart, from 0
     */
    public record Learned(int module, String label, int classes) {}

    /** All of them, from the input downstream. */
    public List<Learned> all() {
        return IntStream.rangeClosed(1, modules.size())
                .boxed()
                .flatMap(number -> modules.get(number - 1).loss().labels().entrySet().stream()
                        .map(label -> new Learned(number, label.getKey(), label.getValue())))
                .toList();
    }

    /** The labels that any of them learns from. */
    public Set<String> labels() {
        Set<String> labels = new TreeSet<>();
        all().forEach(learned -> labels.add(learned.label()));
        return labels;
    }

    /**
     * A refusal of what was said of a label, under the key that the definition says it by.
     *
     * @param key of the loss: {@code label} or {@code classes}
     * @param value of that key
     */
    public InvalidDefinitionException refusal(Learned learned, String key, Object value, String allowed) {
        return baseline.filter(which -> which.supervision().isPresent())
                .map(which -> InvalidDefinitionException.of(Baseline.KEY, which, allowed))
                .orElseGet(() -> InvalidDefinitionException.of(
                        "modules[%d].loss.%s".formatted(learned.module() - 1, key), value, allowed));
    }

    void requireFits(InputDefinition input, int batch) {
        for (Learned learned : all()) {
            if ((long) batch * learned.classes() > MOST_SCORES) {
                throw refusal(
                        learned,
                        "classes",
                        learned.classes(),
                        "up to %d classes with batch %d".formatted(MOST_SCORES / batch, batch));
            }
            if (input instanceof AudioInput audio) {
                requireOneValueAWindow(audio.shortClips(), learned);
            }
        }
    }

    /** A window over clips of several values has none that could be learned. */
    private void requireOneValueAWindow(ShortClips clips, Learned learned) {
        boolean one = clips.mode() == ShortClips.Mode.PAD || clips.label().equals(Optional.of(learned.label()));
        InvalidDefinitionException.require(
                one,
                "input.short-clips",
                clips,
                "pad or join-within:%s, as module %d learns from the label %s"
                        .formatted(learned.label(), learned.module(), learned.label()));
    }
}
