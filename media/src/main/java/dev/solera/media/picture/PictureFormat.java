package dev.solera.media.picture;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import dev.solera.media.UnreadableRecordingException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** What is in a file, going by its first bytes; each with the one decoder that reads it. */
enum PictureFormat {
    JPEG(0xFF, 0xD8, 0xFF),
    PNG(0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A),
    GIF('G', 'I', 'F', '8'),
    BMP('B', 'M');

    /** Bytes that tell the format. */
    static final int LONGEST = 8;

    private final int[] begin;

    PictureFormat(int... begin) {
        this.begin = begin;
    }

    /** @param bytes the file's first {@link #LONGEST}, or all that it has */
    static PictureFormat of(byte[] bytes) throws UnreadableRecordingException {
        return Arrays.stream(values())
                .filter(format -> format.isBeginning(bytes))
                .findFirst()
                .orElseThrow(() -> new UnreadableRecordingException("is no JPEG, PNG, GIF or BMP file"));
    }

    /** @param bytes the file's first {@link #LONGEST}, or all that it has */
    static boolean begins(byte[] bytes) {
        return Arrays.stream(values()).anyMatch(format -> format.isBeginning(bytes));
    }

    private boolean isBeginning(byte[] bytes) {
        for (int i = 0; i < begin.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != begin[i]) {
                return false;
            }
        }
        return true;
    }

    ImageReader newReader() {
        return Decoders.of(this);
    }

    /** The decoders, whichever class loader the thread has: by default ImageIO asks that one for further ones, once. */
    private static final class Decoders {

        private static final ImageReaderSpi JPEG_OF_ALL_COLOURS = new JPEGImageReaderSpi();

        static {
            IIORegistry.getDefaultInstance().registerServiceProvider(JPEG_OF_ALL_COLOURS);
        }

        static ImageReader of(PictureFormat format) {
            if (format != JPEG) {
                return ImageIO.getImageReadersByFormatName(format.name()).next();
            }
            try {
                return JPEG_OF_ALL_COLOURS.createReaderInstance();
            } catch (java.io.IOException e) {
                throw new IllegalStateException("the decoder of JPEG files cannot be made", e);
            }
        }
    }
}
