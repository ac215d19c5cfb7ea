package dev.solera.gateway.upload;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/** Files as clients send them. */
public final class Files {

    private static final int FLOATS = 3;

    private Files() {}

    /** One channel of samples as they are. */
    public static byte[] wav(int rate, float... samples) {
        int bytes = samples.length * Float.BYTES;
        ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(36 + bytes).put(ascii("WAVEfmt ")).putInt(16);
        wav.putShort((short) FLOATS).putShort((short) 1).putInt(rate).putInt(rate * Float.BYTES);
        wav.putShort((short) Float.BYTES).putShort((short) Float.SIZE);
        wav.put(ascii("data")).putInt(bytes);
        wav.asFloatBuffer().put(samples);
        return wav.array();
    }

    /** Grey, brighter from the left to the right. */
    public static byte[] png(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, 255 * x / width);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
