package dev.solera.media.picture;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import dev.solera.media.TooLargeRecordingException;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.picture.Framing.Sides;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads picture files, upright and scaled. What is in a file decides how it is read, not its name. A picture that would take
 * more memory than a bound, with its file and all that scaling and turning need, is refused by its header; all that are read at
 * the same time take no more either.
 */
public final class PictureReader {

    /** What a setting that was made for a larger heap may take of this one at most: one in so many bytes. */
    private static final int SHARE_OF_HEAP = 3;

    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private static final int BITS_WHERE_UNKNOWN = 64;

    /** In warnings that a picture's colour profile is missing or of no use, which leave it whole; others are of damage. */
    private static final String ABOUT_COLOURS = "ICC";

    private final Framing framing;
    private final long most;
    private final String setting;
    private final Semaphore room;

    /**
     * @param framing what pictures are brought to
     * @param most bytes that reading one may take, and reading all that are read at the same time
     * @param setting by which somebody has said so
     */
    public PictureReader(Framing framing, long most, String setting) {
        this.framing = framing;
        this.setting = setting;
        this.most = Math.min(most, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        this.room = new Semaphore(permits(this.most));
    }

    /** Whether a file begins as one of a kind that is read. */
    public static boolean isPicture(Path file) throws IOException {
        return PictureFormat.begins(beginning(file, PictureFormat.LONGEST));
    }

    /**
     * Looks at a file's header alone.
     *
     * @return bytes that the picture will take in memory
     * @throws IOException where its bytes cannot be had
     * @throws UnreadableRecordingException where no picture can be made of it
     */
    public long bytes(Path file) throws IOException, UnreadableRecordingException {
        return framing.bytes(header(file).sides());
    }

    /**
     * @throws IOException where its bytes cannot be had
     * @throws UnreadableRecordingException where no picture can be made of it
     */
    public Picture read(Path file) throws IOException, UnreadableRecordingException {
        Header header = header(file);
        return within(header.memory(), () -> {
            byte[] bytes = beginning(file, header.length());
            PictureFormat format = PictureFormat.of(bytes);
            Orientation orientation = orientation(format, bytes);
            if (!header.equals(header(format, new ByteArrayImageInputStream(bytes), bytes.length))) {
                throw new UnreadableRecordingException("was changed as it was read");
            }
            return orientation.upright(stored(format, bytes));
        });
    }

    /**
     * @param file all of its bytes
     * @throws UnreadableRecordingException where no picture can be made of it
     */
    public Picture read(byte[] file) throws IOException, UnreadableRecordingException {
        PictureFormat format = PictureFormat.of(file);
        Header header = header(format, new ByteArrayImageInputStream(file), file.length);
        return within(header.memory(), () -> orientation(format, file).upright(stored(format, file)));
    }

    /** As the file has it; what it is scaled from is given up with the return. */
    private Picture stored(PictureFormat format, byte[] bytes) throws UnreadableRecordingException {
        return framing.picture(new ImageRows(decode(format, new ByteArrayImageInputStream(bytes)), framing.channels()));
    }

    /** Something that is done with a file's bytes. */
    private interface Work<T> {
        T done() throws IOException, UnreadableRecordingException;
    }

    /** Does work that takes so many bytes of memory, {@link #most} at most, once there is room. */
    private <T> T within(long bytes, Work<T> work) throws IOException, UnreadableRecordingException {
        int permits = permits(bytes);
        room.acquireUninterruptibly(permits);
        try {
            return work.done();
        } finally {
            room.release(permits);
        }
    }

    private static int permits(long bytes) {
        return (int) (bytes >> 10) + 1;
    }

    /** Not through {@link Path#toFile}, which loses the names that are no text. */
    private static byte[] beginning(Path file, long length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes((int) length);
        }
    }

    private static Orientation orientation(PictureFormat format, byte[] bytes) throws UnreadableRecordingException {
        if (format == PictureFormat.JPEG) {
            return Orientation.ofJpeg(bytes);
        }
        if (format != PictureFormat.PNG) {
            return Orientation.UPRIGHT;
        }
        PngChunks chunks = PngChunks.of(bytes);
        if (chunks.animated()) {
            throw new UnreadableRecordingException("is animated; allowed: files of one picture");
        }
        return Orientation.ofExif(chunks.exif());
    }

    /**
     * What a file says of its picture.
     *
     * @param length of the file, bytes
     * @param memory that reading it takes, bytes
     */
    private record Header(Sides sides, long length, long memory) {}

    private Header header(Path file) throws IOException, UnreadableRecordingException {
        long length = Files.size(file);
        if (length > Math.min(most, LONGEST_ARRAY)) {
            throw new TooLargeRecordingException(
                    "is a file of %d MB; allowed: %s".formatted(megabytes(length), bound()));
        }
        PictureFormat format = PictureFormat.of(beginning(file, PictureFormat.LONGEST));
        // What is read of it stays in memory until the stream is closed, in the worst case the whole of it.
        return within(length, () -> {
            try (ImageInputStream in = new MemoryCacheImageInputStream(Files.newInputStream(file))) {
                return header(format, in, length);
            }
        });
    }

    private Header header(PictureFormat format, ImageInputStream in, long length) throws UnreadableRecordingException {
        return with(format, in, reader -> {
            Sides sides = new Sides(reader.getWidth(0), reader.getHeight(0));
            if (sides.width() < 1 || sides.height() < 1) {
                throw new UnreadableRecordingException(
                        "is %d x %d pixels; allowed: 1 or more".formatted(sides.width(), sides.height()));
            }
            Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
            int bits = types.hasNext() ? types.next().getColorModel().getPixelSize() : BITS_WHERE_UNKNOWN;
            double memory = framing.memory(sides, length, (double) sides.pixels() * bits / Byte.SIZE);
            if (memory > most || framing.bytes(sides) / Short.BYTES > LONGEST_ARRAY) {
                throw new TooLargeRecordingException(
                        "is %d x %d pixels in a file of %d bytes, which take %d MB to read; allowed: %s"
                                .formatted(sides.width(), sides.height(), length, megabytes(memory), bound()));
            }
            return new Header(sides, length, (long) memory);
        });
    }

    private String bound() {
        return "%d MB, by %s and a third of Java's heap".formatted(most >> 20, setting);
    }

    private static long megabytes(double bytes) {
        return (long) Math.ceil(bytes / (1 << 20));
    }

    private static BufferedImage decode(PictureFormat format, ImageInputStream in) throws UnreadableRecordingException {
        return with(format, in, reader -> {
            if (format == PictureFormat.GIF && reader.getNumImages(true) > 1) {
                throw new UnreadableRecordingException("is animated; allowed: files of one picture");
            }
            List<String> damage = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> {
                if (!warning.contains(ABOUT_COLOURS)) {
                    damage.add(warning);
                }
            });
            BufferedImage image = reader.read(0);
            if (!damage.isEmpty()) {
                throw new UnreadableRecordingException("is damaged: " + damage.get(0));
            }
            return image;
        });
    }

    /** Something that is done with a decoder of a file. */
    private interface Use<T> {
        T with(ImageReader reader) throws IOException, UnreadableRecordingException;
    }

    /** Decoders meet damage with exceptions of all kinds; the bytes themselves are there. */
    private static <T> T with(PictureFormat format, ImageInputStream in, Use<T> use)
            throws UnreadableRecordingException {
        ImageReader reader = format.newReader();
        try {
            reader.setInput(in, false, true);
            return use.with(reader);
        } catch (IOException | RuntimeException e) {
            throw new UnreadableRecordingException("cannot be decoded: " + e, e);
        } finally {
            reader.dispose();
        }
    }
}
