package dev.solera.gateway.inference;

import dev.solera.gateway.inference.InferenceException.Cause;
import dev.solera.gateway.model.InferenceProperties;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
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
        if (announced > most()) {
            throw tooLarge("%d bytes".formatted(announced));
        }
        InFlight.Claim claim = inFlight.claim();
        try {
            return new Body(bytes(unpacked(in, encoding), announced, claim), claim);
        } catch (ZipException | EOFException e) {
            claim.close();
            throw InferenceException.invalid(
                    "body", "damaged: " + e.getMessage(), encoding + " as Content-Encoding says");
        } catch (IOException | RuntimeException | Error e) {
            claim.close();
            if (e.getCause() instanceof SocketTimeoutException) {
                throw tooSlow();
            }
            throw e;
        }
    }

    /**
     * Memory for what is announced is taken when a first part of it has arrived: whoever announces much and sends nothing holds nothing.
     *
     * @param announced how many they may be
     */
    private byte[] bytes(InputStream in, long announced, InFlight.Claim claim) throws IOException {
        long until = System.nanoTime() + properties.patience().toNanos();
        byte[] bytes = allocated((int) Math.min(BYTES_AT_ONCE, announced > 0 ? announced : most()), claim);
        int size = 0;
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes, size, bytes.length - size)) {
            if (System.nanoTime() > until) {
                throw tooSlow();
            }
            size += read;
            if (size == bytes.length) {
                int more = in.read();
                if (more < 0) {
                    return bytes;
                }
                bytes = moved(bytes, size, grown(size, announced), claim);
                bytes[size++] = (byte) more;
            }
        }
        return moved(bytes, size, size, claim);
    }

    private int grown(int size, long announced) {
        if (size >= most()) {
            throw tooLarge("longer");
        }
        return (int) (size < announced ? announced : Math.min(2L * size, most()));
    }

    private long most() {
        return properties.largestBody().toBytes();
    }

    /** The same in an array of another length; while both are there, both are counted. */
    private static byte[] moved(byte[] bytes, int size, int length, InFlight.Claim claim) {
        byte[] other = allocated(length, claim);
        System.arraycopy(bytes, 0, other, 0, size);
        claim.giveBack(bytes.length);
        return other;
    }

    private static byte[] allocated(int length, InFlight.Claim claim) {
        claim.take(length);
        return new byte[length];
    }

    private InferenceException tooSlow() {
        return new InferenceException(
                Cause.TOO_SLOW, "body takes longer; allowed: %s".formatted(properties.patience()));
    }

    private InferenceException tooLarge(String found) {
        return new InferenceException(
                Cause.TOO_LARGE,
                "body is %s; allowed: %d bytes, by solera.gateway.inference.largest-body".formatted(found, most()));
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
