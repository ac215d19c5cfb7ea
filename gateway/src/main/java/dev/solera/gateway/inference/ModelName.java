package dev.solera.gateway.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What models are called: {@code stack} gives the embedding of the top, {@code stack-depth-2} that of the second module.
 *
 * @param text as clients write it
 * @param depth whose embedding it gives
 */
record ModelName(String text, int depth) {

    private static final String STACK = "stack";
    private static final String DEPTH = STACK + "-depth-";
    private static final Pattern OF_A_DEPTH = Pattern.compile(DEPTH + "([1-9]\\d{0,3})");

    /** All models of a pipeline. */
    static List<ModelName> all(int deepest) {
        List<ModelName> names = new ArrayList<>();
        names.add(new ModelName(STACK, deepest));
        for (int depth = 1; depth <= deepest; depth++) {
            names.add(new ModelName(DEPTH + depth, depth));
        }
        return names;
    }

    /** @throws InferenceException where no model is called so */
    static ModelName parse(String text, int deepest) {
        if (text.equals(STACK)) {
            return new ModelName(text, deepest);
        }
        Matcher matcher = OF_A_DEPTH.matcher(text);
        if (matcher.matches() && Integer.parseInt(matcher.group(1)) <= deepest) {
            return new ModelName(text, Integer.parseInt(matcher.group(1)));
        }
        throw new InferenceException(
                InferenceException.Cause.NOT_FOUND,
                "model is %s; allowed: %s, %s1 to %s%d".formatted(text, STACK, DEPTH, DEPTH, deepest));
    }
}
