package dev.solera.ingest.label;

import dev.solera.ingest.file.RecordingNames;
import java.util.function.Supplier;

/**
 * How somebody wants recordings held out.
 *
 * @param setting the rule's text
 * @param rule that it says
 * @param names that the rule may call recordings by, and those that are skipped
 */
public record HeldOutChoice(String setting, HeldOutRule rule, Supplier<RecordingNames> names) {}
