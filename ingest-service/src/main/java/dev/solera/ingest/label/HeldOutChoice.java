package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;

/** How somebody wants recordings held out: the text of a setting, and the rule that it says. */
public final class HeldOutChoice {

    private final String setting;
    private final HeldOutRule rule;

    private HeldOutChoice(String setting) {
        this.setting = setting;
        this.rule = HeldOutRule.parse(setting);
    }

    /** @throws InvalidSourceException where the text is none of {@link HeldOutRule#ALLOWED} */
    public static HeldOutChoice parse(String setting) {
        return new HeldOutChoice(setting);
    }

    public HeldOutRule rule() {
        return rule;
    }

    /** The text. */
    @Override
    public String toString() {
        return setting;
    }
}
