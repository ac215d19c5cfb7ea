package dev.solera.benchmarks.learning;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A definition with some keys changed.
 *
 * @param text {@code KEY=VALUE}, several parted by semicolons; empty for the definition as it is
 * @param overrides value by key
 * @param oneAfterAnother whether modules learn one after the other, each from the same samples, instead of side by side
 * @param slowed a module that does not keep up, if any
 */
public record Variant(String text, Map<String, String> overrides, boolean oneAfterAnother, Optional<Slowed> slowed) {

    /** The definition as it is. */
    public static final Variant NONE = new Variant("", Map.of(), false, Optional.empty());

    private static final String SLOWED = "slowed";
    private static final String TRAIN = "train";
    private static final String ONE_AFTER_ANOTHER = "one-after-another";

    /** @throws IllegalArgumentException where it is no such text */
    static Variant parse(String text) {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (String part : text.split(";")) {
            String[] sides = part.split("=", 2);
            if (sides.length < 2 || sides[0].isBlank()) {
                throw new IllegalArgumentException(
                        "--vary is %s; allowed: KEY=VALUE, several of them parted by semicolons".formatted(text));
            }
            overrides.put(sides[0].strip(), sides[1].strip());
        }
        boolean oneAfterAnother = overrides.remove(TRAIN, ONE_AFTER_ANOTHER);
        Optional<Slowed> slowed = Optional.ofNullable(overrides.remove(SLOWED)).map(Slowed::parse);
        return new Variant(text, overrides, oneAfterAnother, slowed);
    }

    /** As files are called after it. */
    String fileName() {
        return this.equals(NONE)
                ? "as-it-is"
                : text.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^-|-$", "");
    }

    /** As tables have it. */
    String title() {
        return this.equals(NONE)
                ? "as it is"
                : String.join(
                        ", ",
                        Arrays.stream(text.split(";"))
                                .map(part -> "`" + part.strip() + "`")
                                .toList());
    }
}
