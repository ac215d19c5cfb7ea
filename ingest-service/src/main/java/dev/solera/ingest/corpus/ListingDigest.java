package dev.solera.ingest.corpus;

import dev.solera.pipeline.PixelScale;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * The digest of a listing, entry by entry: everything that decides which samples come in which order. Labels do: what is
 * joined, what is evaluated, and what samples carry follows from them.
 */
public final class ListingDigest {

    private final MessageDigest digest;

    /** @param labels that the recordings are numbered by */
    public ListingDigest(LabelSchema labels) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        labels.classes().forEach((label, classes) -> line(label, classes));
    }

    /**
     * @param bytes size of what holds the recording, 0 where nothing does
     * @param begin sample of it that the recording begins at, if it is a part that has a name of its own
     * @param frameLabels what is known of its frames, in any words that are the same for the same labels
     */
    public ListingDigest add(Recording recording, long bytes, long begin, String frameLabels) {
        line(
                recording.name(),
                bytes,
                recording.length(),
                recording.heldOut() ? "held-out" : "train",
                new TreeMap<>(recording.labels()),
                frameLabels);
        if (begin > 0) {
            line("from", begin);
        }
        return this;
    }

    /** What is computed over the recordings, and decides what samples are too. */
    public ListingDigest scaledBy(PixelScale scale) {
        line("scaled by", scale.mean(), scale.deviation());
        return this;
    }

    private void line(Object... fields) {
        for (Object field : fields) {
            digest.update("%s\t".formatted(field).getBytes(StandardCharsets.UTF_8));
        }
        digest.update((byte) '\n');
    }

    /** SHA-256 of everything that was added, in hexadecimal. */
    public String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
