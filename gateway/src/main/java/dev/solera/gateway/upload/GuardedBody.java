package dev.solera.gateway.upload;

import java.io.IOException;
import java.io.InputStream;

/** The body of a request, up to a length and within a time. */
final class GuardedBody extends InputStream {

    private final InputStream in;
    private final UploadProperties properties;
    private final long until;
    private long left;

    /** @param announced bytes that the client says it sends; negative where it says nothing */
    GuardedBody(InputStream in, long announced, UploadProperties properties) {
        this.in = in;
        this.properties = properties;
        this.until = System.nanoTime() + properties.patience().toNanos();
        this.left = properties.largest().toBytes();
        if (announced > left) {
            throw tooLarge("%d bytes".formatted(announced));
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int at, int most) throws IOException {
        int read = in.read(to, at, most);
        if (System.nanoTime() > until) {
            throw UploadRefusedException.tooSlow(properties.patience());
        }
        left -= Math.max(0, read);
        if (left < 0) {
            throw tooLarge("longer");
        }
        return read;
    }

    private UploadRefusedException tooLarge(String found) {
        return UploadRefusedException.tooLarge(
                "body", found, properties.largest().toBytes() + " bytes, by " + UploadProperties.PREFIX + "largest");
    }
}
