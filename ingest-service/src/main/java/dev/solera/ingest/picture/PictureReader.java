package dev.solera.ingest.picture;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import dev.solera.ingest.corpus.Picture;
import dev.solera.ingest.corpus.UnreadableRecordingException;
import dev.solera.ingest.picture.Framing.Sides;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads picture files, upright and scaled. What is in a file decides how it is read, not its name. A picture that would take
 * more memory than a bound is refused by its header; all that are read at the same time take no more either.
 */
public final class PictureReader {

    /** What a setting that was made for a larger heap may take of this one at most: one in so many bytes. */
    private static final int SHARE_OF_HEAP = 4;

    private static final int BITS_WHERE_UNKNOWN = 64;

    /** In warnings that a picture's colour profile is missing or of no use, which leave it whole; others are of damage. */
    private static final String ABOUT_COLOURS = "ICC";

    private final Framing framing;
    private final long most;
    private final Semaphore room;

    /**
     * @param framing what pictures are brought to
     * @param most bytes that one may take as it is decoded, before it is scaled, and again when it is
     */
    public PictureReader(Framing framing, long most) {
        this.framing = framing;
        this.most = Math.min(most, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        this.room = new Semaphore(permits(this.most));
    }

    /**
     * Looks at a file's header alone.
     *
     * @return bytes that the picture will take in memory
     * @throws IOException where its bytes cannot be had
     * @throws UnreadableRecordingException where no picture can be made of it
     */
    public long bytes(Path file) throws IOException, UnreadableRecordingException {
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            byte[] begin = new byte[PictureFormat.LONGEST];
            int count = in.read(begin);
            in.seek(0);
            return framing.bytes(header(PictureFormat.of(java.util.Arrays.copyOf(begin, Math.max(0, count))), in)
                    .sides());
        }
    }

    /**
     * @throws IOException where its bytes cannot be had
     * @throws UnreadableRecordingException where no picture can be made of it
     */
    public Picture read(Path file) throws IOException, UnreadableRecordingException {
        byte[] bytes = Files.readAllBytes(file);
        PictureFormat format = PictureFormat.of(bytes);
        Orientation orientation = orientation(format, bytes);
        Header header = header(format, new ByteArrayImageInputStream(bytes));
        int permits = permits(header.bytes());
        room.acquireUninterruptibly(permits);
        try {
            PixelRows rows = new ImageRows(decode(format, new ByteArrayImageInputStream(bytes)), framing.channels());
            return orientation.upright(framing.picture(rows));
        } finally {
            room.release(permits);
        }
    }

    private static int permits(long bytes) {
        return (int) (bytes >> 10) + 1;
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
     * @param bytes that it takes as it is decoded
     */
    private record Header(Sides sides, long bytes) {}

    private Header header(PictureFormat format, ImageInputStream in) throws UnreadableRecordingException {
        Header header = with(format, in, reader -> {
            Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
            int bits = types.hasNext() ? types.next().getColorModel().getPixelSize() : BITS_WHERE_UNKNOWN;
            Sides sides = new Sides(reader.getWidth(0), reader.getHeight(0));
            return new Header(sides, sides.pixels() * bits / 8);
        });
        Sides sides = header.sides();
        if (sides.width() < 1 || sides.height() < 1) {
            throw new UnreadableRecordingException(
                    "is %d x %d pixels; allowed: 1 or more".formatted(sides.width(), sides.height()));
        }
        if (header.bytes() > most || framing.bytes(sides) > most) {
            throw new UnreadableRecordingException(
                    "is %d x %d pixels, %d MB as decoded and scaled; allowed: %d MB, by solera.ingest.largest and a quarter of Java's heap"
                            .formatted(
                                    sides.width(),
                                    sides.height(),
                                    Math.max(header.bytes(), framing.bytes(sides)) >> 20,
                                    most >> 20));
        }
        return header;
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
