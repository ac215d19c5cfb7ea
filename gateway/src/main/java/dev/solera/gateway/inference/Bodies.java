package dev.solera.gateway.inference;

import dev.solera.gateway.inference.InferenceException.Cause;
import dev.solera.gateway.model.InferenceProperties;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Reads the bodies of requests, unpacked: each up to a length and within a time, and all that are there at the same time up to what
 * is allowed in flight.
 */
final class Bodies {

    private static final int BYTES_AT_ONCE = 1 << 16;

    private final InferenceProperties properties;
    private final InFlight inFlight;

    Bodies(InferenceProperties properties, InFlight inFlight) {
        this.properties = properties;
        this.inFlight = inFlight;
    }

    /** A body, whose claim counts until it is closed. */
    record Body(byte[] bytes, InFlight.Claim claim) implements AutoCloseable {

        @Override
        public void close() {
            claim.close();
        }
    }

    /**
     * @param announced bytes that the client says it sends; negative where it says nothing
     * @param encoding how they are packed; empty for not at all
     */
    Body read(InputStream in, long announced, String encoding) throws IOException {
        long most = properties.largestBody().toBytes();
        if (announced > most) {
            throw tooLarge("%d bytes".formatted(announced));
        }
        InFlight.Claim claim = inFlight.claim();
        try {
            return new Body(bytes(unpacked(in, encoding), most, claim), claim);
        } catch (ZipException | EOFException e) {
            claim.close();
            throw InferenceException.invalid(
                    "body", "damaged: " + e.getMessage(), encoding + " as Content-Encoding says");
        } catch (IOException | RuntimeException | Error e) {
            claim.close();
            throw e;
        }
    }

    private byte[] bytes(InputStream in, long most, InFlight.Claim claim) throws IOException {
        long until = System.nanoTime() + properties.patience().toNanos();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[BYTES_AT_ONCE];
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            if (all.size() + read > most) {
                throw tooLarge("longer");
            }
            if (System.nanoTime() > until) {
                throw new InferenceException(
                        Cause.TOO_SLOW, "body takes longer; allowed: %s".formatted(properties.patience()));
            }
            claim.take(read);
            all.write(block, 0, read);
        }
        return all.toByteArray();
    }

    private InferenceException tooLarge(String found) {
        return new InferenceException(
                Cause.TOO_LARGE,
                "body is %s; allowed: %d bytes, by solera.gateway.inference.largest-body"
                        .formatted(found, properties.largestBody().toBytes()));
    }

    private static InputStream unpacked(InputStream in, String encoding) throws IOException {
        return switch (encoding.strip().toLowerCase(java.util.Locale.ROOT)) {
            case "", "identity" -> in;
            case "gzip", "x-gzip" -> new GZIPInputStream(in, BYTES_AT_ONCE);
            case "deflate" -> new InflaterInputStream(in);
            default ->
                throw new InferenceException(
                        Cause.UNKNOWN_ENCODING,
                        "Content-Encoding is %s; allowed: gzip, deflate, identity".formatted(encoding));
        };
    }
}
