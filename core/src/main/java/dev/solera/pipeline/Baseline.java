package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.layer.Layer;
import dev.solera.objective.CrossEntropyDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of the paper's baselines over a definition's modules: {@code end-to-end}, {@code supervised:LABEL:CLASSES} or
 * {@code greedy-supervised:LABEL:CLASSES}. It makes other modules of them, which are trained as any are, and is itself no more than
 * their name.
 *
 * @param kind which
 * @param supervision what the supervised ones learn from, else empty
 */
public record Baseline(Kind kind, Optional<CrossEntropyDefinition> supervision) {

    /** What is compared with learning greedily and without labels. */
    public enum Kind {
        /** All encoders in one module, under the loss of the last. */
        END_TO_END(false, true),
        /** All encoders in one module, under cross-entropy on a label. */
        SUPERVISED(true, true),
        /** The modules as they are, each under a cross-entropy of its own. */
        GREEDY_SUPERVISED(true, false);

        private final boolean supervised;
        private final boolean merges;

        Kind(boolean supervised, boolean merges) {
            this.supervised = supervised;
            this.merges = merges;
        }
    }

    static final String KEY = "baseline";
    private static final String ALLOWED = "end-to-end, supervised:LABEL:CLASSES, greedy-supervised:LABEL:CLASSES";
    private static final Pattern TEXT =
            Pattern.compile("(?<kind>end-to-end|supervised|greedy-supervised)(?::(?<label>.+):(?<classes>\\d{1,7}))?");

    public Baseline {
        require(kind.supervised == supervision.isPresent(), KEY, PipelineDefinitions.word(kind), ALLOWED);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Baseline parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        require(matcher.matches(), KEY, text, ALLOWED);
        Kind kind = Kind.valueOf(matcher.group("kind").toUpperCase(Locale.ROOT).replace('-', '_'));
        Optional<String> label = Optional.ofNullable(matcher.group("label"));
        require(kind.supervised == label.isPresent(), KEY, text, ALLOWED);
        try {
            return new Baseline(
                    kind,
                    label.map(name -> new CrossEntropyDefinition(name, Integer.parseInt(matcher.group("classes")))));
        } catch (InvalidDefinitionException e) {
            throw new InvalidDefinitionException("%s is %s, whose %s".formatted(KEY, text, e.getMessage()));
        }
    }

    /** Whether it makes one module of all. */
    boolean merges() {
        return kind.merges;
    }

    /**
     * What a definition learns by instead of greedily and without labels, for reports: its baseline, or the labels that losses
     * written out by hand ask for; empty where it is neither.
     */
    public static Optional<String> described(PipelineDefinition definition) {
        if (definition.baseline().isPresent()) {
            return definition.baseline().map(Baseline::toString);
        }
        Supervision supervision = definition.supervision();
        boolean all = supervision.all().size() == definition.learning().size();
        return Optional.of(String.join(", ", supervision.labels()))
                .filter(labels -> !labels.isEmpty())
                .map(labels -> (all ? "supervised by " : "in part supervised by ") + labels);
    }

    /**
     * The modules that it trains; those of its own it leaves as they are.
     *
     * @param rate of modules that have none of their own
     */
    List<ModuleDefinition> over(List<ModuleDefinition> modules, LearningRate rate) {
        List<ModuleDefinition> stacked = kind.merges ? List.of(merged(modules, rate)) : modules;
        return supervision
                .map(loss -> stacked.stream().map(module -> module.with(loss)).toList())
                .orElse(stacked);
    }

    /** One module: a context network that others follow is a layer among them. */
    private ModuleDefinition merged(List<ModuleDefinition> modules, LearningRate rate) {
        ModuleDefinition top = modules.get(modules.size() - 1);
        requireAlike(modules.stream().map(ModuleDefinition::threads), "as many threads");
        requireAlike(
                modules.stream()
                        .map(module -> module.learningRate().orElse(rate).written()),
                "the same learning rate");
        List<Layer> layers = new ArrayList<>();
        for (ModuleDefinition module : modules) {
            layers.addAll(module.encoder());
            module.context().filter(context -> module != top).ifPresent(layers::add);
        }
        return new ModuleDefinition(layers, top.context(), top.loss(), top.threads(), top.learningRate());
    }

    private void requireAlike(Stream<?> values, String alike) {
        List<?> different = values.distinct().toList();
        require(
                different.size() == 1,
                KEY,
                this,
                "where modules have %s, as they become one: here they have %s".formatted(alike, different));
    }

    @JsonValue
    @Override
    public String toString() {
        return supervision
                .map(loss -> "%s:%s:%d".formatted(PipelineDefinitions.word(kind), loss.label(), loss.classes()))
                .orElse(PipelineDefinitions.word(kind));
    }
}
