package dev.solera.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What a definition learns, apart from how it is run: two definitions with equal identities come to the same bits from the
 * same samples. Checkpoints and records carry it, so that a run goes on under other limits, sizes and compressions, and
 * is refused where its seed, input, layers, losses, precision or anything else that decides what is computed differs.
 */
public final class Identity {

    /** Keys that say how a pipeline is run, and what it is called; and those that the modules follow from, which count. */
    private static final Set<String> NOT_LEARNED = Set.of(
            "pipeline",
            "wire.compression",
            "wire.record-bytes",
            "wire.segment-bytes",
            "flow.lag-bound",
            "flow.in-flight",
            "snapshot-samples",
            "baseline",
            "train",
            "placement");

    /**
     * Keys added after the first identities were written, with the value that was in force before: with that value they are left
     * out, so that what was learned before a key existed keeps its identity.
     */
    private static final Map<String, String> ADDED = Map.of(
            "input.channels", "1",
            "modules.encoder.layer", "conv1d",
            "modules.encoder.norm", "none",
            "modules.encoder.start", "uniform",
            "modules.context.layer", "gru",
            "modules.loss.objective", "info-nce",
            "modules.loss.score.form", "log-bilinear");

    private Identity() {}

    /** SHA-256 in hexadecimal over the keys that decide the bits. */
    public static String of(PipelineDefinition definition) {
        Set<String> decided = new TreeSet<>();
        collect("", "", PipelineDefinitions.tree(definition), decided);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", decided).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Collects {@code path=value} of every key that counts.
     *
     * @param key path without the places in lists
     * @param path with them
     */
    private static void collect(String key, String path, JsonNode node, Set<String> decided) {
        if (NOT_LEARNED.contains(key) || node.isNull()) {
            return;
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(entry ->
                            collect(join(key, entry.getKey()), join(path, entry.getKey()), entry.getValue(), decided));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(key, path + "[" + i + "]", node.get(i), decided);
            }
        } else if (!node.asString().equals(ADDED.get(key))) {
            decided.add(path + "=" + node.asString());
        }
    }

    private static String join(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }
}
