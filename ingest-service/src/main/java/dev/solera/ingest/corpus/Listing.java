package dev.solera.ingest.corpus;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest of a listing, entry by entry: everything that decides which samples come in which order. */
public final class Listing {

    private final MessageDigest digest;

    public Listing() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @param bytes size of what holds the recording, 0 where nothing does */
    public Listing add(Recording recording, long bytes) {
        String line = "%s\t%d\t%d\t%s\n"
                .formatted(recording.name(), bytes, recording.length(), recording.heldOut() ? "held-out" : "train");
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** SHA-256 of everything that was added, in hexadecimal. */
    public String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
