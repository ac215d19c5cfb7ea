package dev.solera.gateway.inference;

import dev.solera.gateway.inference.InferenceException.Cause;
import dev.solera.gateway.model.InferenceProperties;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Reads the bodies of requests, unpacked: each up to a length and within a time, and all that are there at the same time up to a
 * number of bytes.
 */
public final class BodyBudget {

    private static final int BYTES_AT_ONCE = 1 << 16;

    private final InferenceProperties properties;
    private final AtomicLong left;

    BodyBudget(InferenceProperties properties) {
        this.properties = properties;
        this.left = new AtomicLong(properties.inFlight().toBytes());
    }

    /** A body, which counts until it is closed. */
    public final class Body implements AutoCloseable {

        private byte[] bytes = new byte[0];
        private long taken;

        private Body() {}

        /** All of it. */
        public byte[] bytes() {
            return bytes;
        }

        private void take(int more) {
            if (left.addAndGet(-more) < 0) {
                left.addAndGet(more);
                throw new InferenceException(
                        Cause.NOT_NOW,
                        "requests that are there already have %s; allowed: fewer, later, by solera.gateway.inference.in-flight"
                                .formatted(properties.inFlight()));
            }
            taken += more;
        }

        @Override
        public void close() {
            left.addAndGet(taken);
            taken = 0;
        }
    }

    /**
     * @param announced bytes that the client says it sends; negative where it says nothing
     * @param encoding how they are packed; empty for not at all
     */
    public Body read(InputStream in, long announced, String encoding) throws IOException {
        long most = properties.largestBody().toBytes();
        if (announced > most) {
            throw tooLarge("%d bytes".formatted(announced));
        }
        Body body = new Body();
        try {
            body.bytes = bytes(unpacked(in, encoding), most, body);
            return body;
        } catch (ZipException | EOFException e) {
            body.close();
            throw InferenceException.invalid(
                    "body", "damaged: " + e.getMessage(), encoding + " as Content-Encoding says");
        } catch (IOException | RuntimeException | Error e) {
            body.close();
            throw e;
        }
    }

    private byte[] bytes(InputStream in, long most, Body body) throws IOException {
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
            body.take(read);
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
