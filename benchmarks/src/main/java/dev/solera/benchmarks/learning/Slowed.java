package dev.solera.benchmarks.learning;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A module that is so many times slower than samples come, in a pipeline of {@code flow: latest}: it learns from every so many batches
 * and passes those between over, so that no module downstream has them either.
 *
 * @param module its number
 * @param factor of how many batches it takes one
 */
public record Slowed(int module, int factor) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,4}):(\\d{1,6})");

    public Slowed {
        if (module < 1 || factor < 1) {
            throw refusal(module + ":" + factor);
        }
    }

    /** @throws IllegalArgumentException where it is no such text */
    static Slowed parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw refusal(text);
        }
        return new Slowed(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    private static IllegalArgumentException refusal(String text) {
        return new IllegalArgumentException("slowed is %s; allowed: MODULE:FACTOR, both 1 or more".formatted(text));
    }

    /** Whether the module takes a batch, from 0. */
    boolean takes(long batch) {
        return batch % factor == 0;
    }
}
