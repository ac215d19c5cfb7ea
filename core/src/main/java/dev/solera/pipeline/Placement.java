package dev.solera.pipeline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.solera.definition.InvalidDefinitionException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which modules share a service, as in {@code 1-2,3}: those of a range hand on in memory, and only what the last one of a
 * service hands on has a topic. It changes no bit of what is learned.
 *
 * @param services the modules of each, from the input downstream: every module once
 */
public record Placement(List<ModuleRange> services) {

    private static final String ALLOWED = "every module once and in order, such as 1,2,3 or 1-2,3";

    public Placement {
        services = List.copyOf(services);
        int next = 1;
        for (ModuleRange modules : services) {
            InvalidDefinitionException.require(modules.first() == next, "placement", text(services), ALLOWED);
            next = modules.last() + 1;
        }
        InvalidDefinitionException.require(!services.isEmpty(), "placement", "empty", ALLOWED);
    }

    /** Every module in a service of its own. */
    public static Placement apart(int depth) {
        return new Placement(
                IntStream.rangeClosed(1, depth).mapToObj(ModuleRange::of).toList());
    }

    /** @param text a string, or a number, as YAML reads a single module */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Placement parse(Object text) {
        return new Placement(Arrays.stream(String.valueOf(text).split(",", -1))
                .map(modules -> ModuleRange.parse("placement", modules.strip()))
                .toList());
    }

    /** What need not be written down: that every module is by itself. Jackson asks it what equals it. */
    static final class WithoutSaying {

        @Override
        public boolean equals(Object other) {
            return other instanceof Placement placement && placement.equals(apart(placement.depth()));
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    /** Number of modules. */
    public int depth() {
        return services.get(services.size() - 1).last();
    }

    /** The modules that share a service with a module, itself among them. */
    public ModuleRange serviceOf(int number) {
        return services.stream()
                .filter(modules -> modules.overlaps(ModuleRange.of(number)))
                .findFirst()
                .orElseThrow(() -> InvalidDefinitionException.of("module", number, "1 to " + depth()));
    }

    /** Depths whose activations have a topic: the input and what every service hands on. */
    public List<Integer> topicDepths() {
        return Stream.concat(Stream.of(0), services.stream().map(ModuleRange::last))
                .toList();
    }

    /** Whether the activations at a depth have a topic. */
    public boolean hasTopic(int depth) {
        return topicDepths().contains(depth);
    }

    /** Depths between modules that share a service, whose activations nobody else can read. */
    public List<Integer> depthsWithoutTopic() {
        return IntStream.rangeClosed(0, depth())
                .boxed()
                .filter(depth -> !hasTopic(depth))
                .toList();
    }

    /**
     * The service that is meant by its modules, or by the first of them alone.
     *
     * @param key what names it, for the refusal
     */
    public ModuleRange service(String key, ModuleRange named) {
        return services.stream()
                .filter(modules -> modules.equals(named) || named.equals(ModuleRange.of(modules.first())))
                .findFirst()
                .orElseThrow(() -> InvalidDefinitionException.of(
                        key, named, "one of %s, the services of the placement".formatted(text(services))));
    }

    private static String text(List<ModuleRange> services) {
        return services.stream().map(ModuleRange::toString).collect(Collectors.joining(","));
    }

    @JsonValue
    @Override
    public String toString() {
        return text(services);
    }
}
