package dev.solera.definition;

import java.util.Locale;

/** How definitions spell what the code names. */
public final class Spelling {

    private Spelling() {}

    /** A constant as definitions have it: {@code other-sequences} of OTHER_SEQUENCES. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
