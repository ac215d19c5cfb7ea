package dev.solera.stream.document;

import dev.solera.activation.MalformedRecordException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What every chunk of a document says of the whole.
 *
 * @param run whose it is
 * @param identity of what is learned ({@link dev.solera.pipeline.Identity})
 * @param samples trained on when what it holds was copied
 * @param chunks how many it has
 * @param sha256 of its bytes, in hexadecimal
 */
public record DocumentHeader(String run, String identity, long samples, int chunks, String sha256) {

    private static final String DIGEST = "[0-9a-f]{64}";

    public DocumentHeader {
        if (samples < 0) {
            throw MalformedRecordException.of("samples of a document", samples, "0 or more");
        }
        if (chunks < 1) {
            throw MalformedRecordException.of("chunks of a document", chunks, "1 or more");
        }
        if (!sha256.matches(DIGEST)) {
            throw MalformedRecordException.of("SHA-256 of a document", sha256, "64 hexadecimal digits");
        }
    }

    static DocumentHeader of(String run, String identity, long samples, byte[] document, int chunks) {
        return new DocumentHeader(run, identity, samples, chunks, digest(document));
    }

    /** @throws MalformedRecordException where these are other bytes */
    void requireOf(byte[] document) {
        String found = digest(document);
        if (!found.equals(sha256)) {
            throw MalformedRecordException.of("SHA-256 of a document", found, sha256 + ", as its chunks say");
        }
    }

    /** SHA-256 of a document, in hexadecimal. */
    public static String digest(byte[] document) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
