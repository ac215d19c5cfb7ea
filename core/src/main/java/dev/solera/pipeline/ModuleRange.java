package dev.solera.pipeline;

import dev.solera.definition.InvalidDefinitionException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Consecutive modules of a pipeline that one service trains, as in {@code 3} or {@code 1-2}.
 *
 * @param first from 1
 * @param last inclusive
 */
public record ModuleRange(int first, int last) {

    private static final String SERVICE = "module-";
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");
    private static final String ALLOWED = "a module such as 3, or consecutive ones such as 1-2";

    public ModuleRange {
        InvalidDefinitionException.require(
                first >= 1 && first <= last, "modules", "%d to %d".formatted(first, last), ALLOWED);
    }

    /** One module by itself. */
    public static ModuleRange of(int number) {
        return new ModuleRange(number, number);
    }

    /**
     * @param key whose value the text is, for the refusal
     * @throws InvalidDefinitionException where it is no range
     */
    public static ModuleRange parse(String key, String text) {
        return parse(text)
                .orElseThrow(() -> InvalidDefinitionException.of(key, text.isEmpty() ? "empty" : text, ALLOWED));
    }

    /** The modules that a service of this name trains; empty where no service of modules is called so. */
    public static Optional<ModuleRange> ofService(String name) {
        return name.startsWith(SERVICE) ? parse(name.substring(SERVICE.length())) : Optional.empty();
    }

    private static Optional<ModuleRange> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        return first >= 1 && first <= last ? Optional.of(new ModuleRange(first, last)) : Optional.empty();
    }

    /** Their numbers, from the input downstream. */
    public List<Integer> numbers() {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    /** How many they are. */
    public int size() {
        return last - first + 1;
    }

    /** Whether a module is one of both. */
    public boolean overlaps(ModuleRange other) {
        return first <= other.last && other.first <= last;
    }

    /** The name of the service that trains them, as in {@code module-3} or {@code module-1-2}. */
    public String service() {
        return SERVICE + this;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
