package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.FileName;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ways to write a rule of what is held out, in the order in which they are tried. */
enum HeldOutForm {
    NONE("none", matcher -> new HeldOutRule.None()),
    FRACTION("hash:(\\d*\\.?\\d+)", matcher -> new HeldOutRule.Fraction(Double.parseDouble(matcher.group(1)))),
    FRACTION_OF_VALUES(
            "hash:(\\d*\\.?\\d+):(\\w+)",
            matcher -> new HeldOutRule.FractionOfValues(Double.parseDouble(matcher.group(1)), matcher.group(2))),
    LISTED("list:([^\\x00]+)", matcher -> new HeldOutList(matcher.group(1))),
    LAST(
            "last:(\\d{1,9}):(\\w+)",
            matcher -> new HeldOutRule.LastOfEach(Integer.parseInt(matcher.group(1)), matcher.group(2))),
    CONDITION(
            "(\\w+)\\s*(<=|>=|!=|=|<|>)\\s*(\\S.*)",
            matcher -> new HeldOutRule.Condition(matcher.group(1), matcher.group(2), matcher.group(3)));

    private final Pattern pattern;
    private final Function<Matcher, HeldOutRule> rule;

    HeldOutForm(String pattern, Function<Matcher, HeldOutRule> rule) {
        this.pattern = Pattern.compile(pattern);
        this.rule = rule;
    }

    /** @throws InvalidSourceException where the text is none of {@link HeldOutRule#ALLOWED} */
    static HeldOutRule parse(String text) {
        for (HeldOutForm form : values()) {
            Matcher matcher = form.pattern.matcher(text.strip());
            if (matcher.matches()) {
                return form.rule.apply(matcher);
            }
        }
        throw new InvalidSourceException("held-out is %s; allowed: %s".formatted(text, HeldOutRule.ALLOWED));
    }

    /** The same text, with the file that it names given from the root on. */
    static String absolute(String text) {
        Matcher listed = LISTED.pattern.matcher(text.strip());
        return listed.matches()
                ? "list:"
                        + FileName.of(FileName.path("held-out list:FILE", listed.group(1))
                                .toAbsolutePath()
                                .normalize())
                : text;
    }
}
