package dev.solera.media.picture;

import static dev.solera.media.picture.Pictures.HEIGHT;
import static dev.solera.media.picture.Pictures.QUARTERS;
import static dev.solera.media.picture.Pictures.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.media.UnreadableRecordingException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {

    private static final long ROOM = 1 << 20;
    private static final double STEP = Picture.FULL / 255.0;

    /** Its reader ends with an exception of its own on it. */
    private static final String BROKEN_EXIF = "49492a0008000000030025880dc40a0000003d000000bc020300090000005800"
            + "000069870c0067a722123e00000000d000000000a7000000000000006a0000000000000000470000000027"
            + "0000b55800000000000000bf0093000000d9006e4f005f000000001900003800ed009800930000";

    @TempDir
    private Path folder;

    /** Of JPEG, values a few steps off are what its encoder makes of edges and rounding. */
    @ParameterizedTest
    @CsvSource({
        "colour.png, 0",
        "interlaced.png, 0",
        "palette.png, 0",
        "colour-16.png, 0.05",
        "colour.bmp, 0",
        "still.gif, 0",
        "colour.jpg, 3",
        "progressive.jpg, 3",
        "cmyk.jpg, 4",
        "turned-1.jpg, 3",
        "turned-2.jpg, 3",
        "turned-3.jpg, 3",
        "turned-4.jpg, 3",
        "turned-5.jpg, 3",
        "turned-6.jpg, 3",
        "turned-7.jpg, 3",
        "turned-8.jpg, 3",
        "turned-6.png, 0"
    })
    void shouldReadColoursUprightWhateverTheFileStores(String name, double steps) throws Exception {
        Picture picture = read(name, 3);

        requireQuarters(picture, QUARTERS, steps);
    }

    @ParameterizedTest
    @CsvSource({"grey.png, 0.5", "grey.jpg, 3", "grey-16.png, 0.6"})
    void shouldTakeGreyAsItIsStoredAndNotBrightenIt(String name, double steps) throws Exception {
        int[][] grey = Arrays.stream(QUARTERS)
                .map(colour -> Math.round(Pictures.grey(colour)))
                .map(value -> new int[] {(int) (long) value})
                .toArray(int[][]::new);

        requireQuarters(read(name, 1), grey, steps);
        Picture colour = read(name, 3);
        for (int c = 1; c < 3; c++) {
            assertThat(colour.value(c, 3, 20)).isEqualTo(colour.value(0, 3, 20));
        }
    }

    @Test
    void shouldMixColoursToGreyByTheirBrightness() throws Exception {
        Picture picture = read("colour.png", 1);

        assertThat(picture.channels()).isEqualTo(1);
        for (int q = 0; q < 4; q++) {
            assertThat(picture.value(0, q / 2 * 10 + 3, q % 2 * 12 + 5) / STEP)
                    .isCloseTo(Pictures.grey(QUARTERS[q]), within(0.01));
        }
    }

    @Test
    void shouldReadTwoTones() throws Exception {
        Picture picture = read("two-tone.png", 1);

        assertThat(picture.value(0, 3, 3)).isZero();
        assertThat(picture.value(0, 3, 20)).isEqualTo(Picture.FULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"colour-alpha.png", "grey-alpha.png", "palette-alpha.png"})
    void shouldLayWhatIsTransparentOverWhite(String name) throws Exception {
        Picture picture = read(name, 1);

        assertThat(picture.value(0, 12, 20)).as("transparent").isEqualTo(Picture.FULL);
        assertThat(picture.value(0, 12, 3) / STEP).as("opaque").isCloseTo(Pictures.grey(QUARTERS[2]), within(0.5));
        if (!name.startsWith("palette")) {
            double half = Pictures.grey(QUARTERS[1]) * 128 / 255 + 127;
            assertThat(picture.value(0, 3, 20) / STEP).as("half").isCloseTo(half, within(0.5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"animated.gif", "animated.png"})
    void shouldRefuseAnAnimatedFileByName(String name) {
        assertThatThrownBy(() -> read(name, 3))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessage("is animated; allowed: files of one picture");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "colour.png",
                "interlaced.png",
                "palette.png",
                "colour-16.png",
                "grey-alpha.png",
                "colour.bmp",
                "still.gif",
                "colour.jpg",
                "progressive.jpg",
                "cmyk.jpg",
                "grey.jpg"
            })
    void shouldRefuseAFileThatIsCutOffAnywhere(String name) throws Exception {
        Path file = put(name);
        byte[] bytes = Files.readAllBytes(file);
        PictureReader reader = new PictureReader(Pictures.framing(3), ROOM, "solera.ingest.largest");
        // The end mark alone may be missing of what is all there: decoders are not asked for it.
        int end = name.endsWith("jpg") || name.endsWith("gif") ? 3 : 1;

        for (int length = 0; length <= bytes.length - end; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> reader.read(file))
                    .as("%s of %d bytes, cut to %d", name, bytes.length, length)
                    .isInstanceOf(UnreadableRecordingException.class);
        }
    }

    @Test
    void shouldRefuseADamagedPngByItsChecksum() throws Exception {
        Path file = put("colour-16.png");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 24] ^= 0x10;
        Files.write(file, bytes);

        assertThatThrownBy(() -> new PictureReader(Pictures.framing(3), ROOM, "solera.ingest.largest").read(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessage("has a chunk IDAT whose checksum does not hold");
    }

    @Test
    void shouldGoByTheContentAndNotByTheName() throws Exception {
        Path file = Pictures.put("colour.jpg", folder.resolve("named.png"));

        requireQuarters(new PictureReader(Pictures.framing(3), ROOM, "solera.ingest.largest").read(file), QUARTERS, 3);
        Files.writeString(file, "no picture");
        assertThatThrownBy(() -> new PictureReader(Pictures.framing(3), ROOM, "solera.ingest.largest").bytes(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessage("is no JPEG, PNG, GIF or BMP file");
    }

    @Test
    void shouldRefuseAPictureLargerThanTheLimitByItsHeaderAlone() throws Exception {
        // given a few bytes that say 30000 x 30000 pixels
        Path file = folder.resolve("bomb.png");
        Files.write(file, png(30_000, 30_000, 2));
        PictureReader reader = new PictureReader(Pictures.framing(3), ROOM, "solera.ingest.largest");

        assertThatThrownBy(() -> reader.bytes(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageStartingWith(
                        "is 30000 x 30000 pixels in a file of 69 bytes, which take 10300 MB to read; allowed: 1 MB");
        assertThatThrownBy(() -> reader.read(file)).isInstanceOf(UnreadableRecordingException.class);
    }

    @Test
    void shouldRefuseAPictureThatScalingWouldMakeTooLarge() throws Exception {
        Path file = folder.resolve("line.png");
        Files.write(file, png(20_000, 1, 0));
        PictureReader reader = new PictureReader(new Framing(1, 64, Optional.empty()), ROOM, "solera.ingest.largest");

        assertThatThrownBy(() -> reader.bytes(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageContaining("20000 x 1 pixels in a file of 69 bytes, which take 547 MB to read");
    }

    @Test
    void shouldRefuseAPictureOfMorePixelsThanCanBeCounted() throws Exception {
        Path file = folder.resolve("bomb.png");
        Files.write(file, png(Integer.MAX_VALUE, Integer.MAX_VALUE, 2));

        for (Optional<Integer> resize : List.of(Optional.of(8), Optional.<Integer>empty())) {
            PictureReader reader = new PictureReader(new Framing(3, 8, resize), ROOM, "solera.ingest.largest");
            assertThatThrownBy(() -> reader.bytes(file))
                    .isInstanceOf(UnreadableRecordingException.class)
                    .hasMessageStartingWith("is 2147483647 x 2147483647 pixels");
            assertThatThrownBy(() -> reader.read(file)).isInstanceOf(UnreadableRecordingException.class);
        }
    }

    /** Of 8 bit colour, a pixel takes 3 bytes as it is decoded, and 12 as it is turned where it is not scaled. */
    @ParameterizedTest
    @CsvSource({"550, 8, true", "590, 8, false", "280, , true", "300, , false"})
    void shouldCountWhatDecodingScalingAndTurningTake(int side, Integer resize, boolean allowed) throws Exception {
        Path file = folder.resolve("square.png");
        Files.write(file, png(side, side, 2));
        PictureReader reader =
                new PictureReader(new Framing(3, 8, Optional.ofNullable(resize)), ROOM, "solera.ingest.largest");

        if (allowed) {
            assertThat(reader.bytes(file)).isPositive();
        } else {
            assertThatThrownBy(() -> reader.bytes(file))
                    .isInstanceOf(UnreadableRecordingException.class)
                    .hasMessageContaining("which take 2 MB to read; allowed: 1 MB");
        }
    }

    @Test
    void shouldRefuseALargeFileOfASmallPictureBeforeItIsRead() throws Exception {
        // given
        Path file = put("colour.png");
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(3L << 30).write(ByteBuffer.allocate(1));
        }
        PictureReader reader = new PictureReader(Pictures.framing(3), ROOM, "solera.ingest.largest");

        // then
        for (ThrowingCallable use : List.<ThrowingCallable>of(() -> reader.bytes(file), () -> reader.read(file))) {
            assertThatThrownBy(use)
                    .isInstanceOf(UnreadableRecordingException.class)
                    .hasMessageStartingWith("is a file of 3073 MB; allowed: 1 MB");
        }
    }

    @Test
    void shouldScaleTheShorterSideAndKeepTheMean() throws Exception {
        Path file = put("colour.png");

        Picture half = new PictureReader(new Framing(3, 4, Optional.of(8)), ROOM, "solera.ingest.largest").read(file);
        Picture same = new PictureReader(new Framing(3, 4, Optional.empty()), ROOM, "solera.ingest.largest").read(file);
        Picture larger =
                new PictureReader(new Framing(3, 32, Optional.empty()), ROOM, "solera.ingest.largest").read(file);

        assertThat(new int[] {half.height(), half.width()}).containsExactly(8, 12);
        assertThat(new int[] {same.height(), same.width()}).containsExactly(16, 24);
        assertThat(new int[] {larger.height(), larger.width()}).containsExactly(32, 48);
        for (Picture picture : new Picture[] {half, larger}) {
            for (int c = 0; c < 3; c++) {
                assertThat(mean(picture, c)).isCloseTo(mean(same, c), within(STEP));
            }
        }
        assertThat(half.value(0, 1, 1) / STEP).isCloseTo(200, within(0.01));
    }

    @Test
    void shouldNotFoldFinePatternsWhenPicturesGetSmaller() throws Exception {
        // given columns of black and white, finer than the smaller picture can hold: a tenth of their swing may be left
        Path file = folder.resolve("columns.png");
        java.awt.image.BufferedImage image =
                new java.awt.image.BufferedImage(96, 96, java.awt.image.BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 96; y++) {
            for (int x = 0; x < 96; x++) {
                image.getRaster().setSample(x, y, 0, x % 2 * 255);
            }
        }
        javax.imageio.ImageIO.write(image, "png", file.toFile());

        Picture small =
                new PictureReader(new Framing(1, 31, Optional.of(31)), ROOM, "solera.ingest.largest").read(file);

        for (int x = 1; x < 30; x++) {
            assertThat(small.value(0, 15, x) / STEP).as("column %d", x).isCloseTo(127.5, within(12.75));
        }
    }

    @Test
    void shouldTakeAPictureForUprightWhereWhatDescribesItCannotBeUnderstood() throws Exception {
        // given XMP within EXIF whose text ends within a letter
        Path file = put("colour.png");
        ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(file));
        int header = 33;
        ByteBuffer described = ByteBuffer.allocate(whole.capacity() + 200).put(whole.slice(0, header));
        chunk(described, "eXIf", HexFormat.of().parseHex(BROKEN_EXIF));
        described.put(whole.slice(header, whole.capacity() - header));
        Files.write(file, Arrays.copyOf(described.array(), described.position()));

        requireQuarters(new PictureReader(Pictures.framing(3), ROOM, "solera.ingest.largest").read(file), QUARTERS, 0);
    }

    private Picture read(String name, int channels) throws Exception {
        Path file = put(name);
        PictureReader reader = new PictureReader(Pictures.framing(channels), ROOM, "solera.ingest.largest");
        Picture picture = reader.read(file);
        assertThat(reader.bytes(file)).isEqualTo(picture.bytes());
        return picture;
    }

    private Path put(String name) throws Exception {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        return Pictures.put(name, file);
    }

    private static void requireQuarters(Picture picture, int[][] quarters, double steps) {
        assertThat(new int[] {picture.height(), picture.width()}).containsExactly(HEIGHT, WIDTH);
        for (int q = 0; q < 4; q++) {
            for (int c = 0; c < quarters[q].length; c++) {
                for (int y = 2; y < 6; y++) {
                    double value = picture.value(c, q / 2 * 8 + y, q % 2 * 12 + y) / STEP;
                    assertThat(value)
                            .as("quarter %d, channel %d, row %d", q, c, y)
                            .isCloseTo(quarters[q][c], within(steps + 1e-9));
                }
            }
        }
    }

    private static double mean(Picture picture, int channel) {
        double sum = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                sum += picture.value(channel, y, x);
            }
        }
        return sum / picture.height() / picture.width();
    }

    /** A file of 8 bits a value that promises pixels and holds none. */
    private static byte[] png(int width, int height, int colours) {
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[64]);
        deflater.finish();
        byte[] pixels = new byte[64];
        int count = deflater.deflate(pixels);
        deflater.end();
        ByteBuffer header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .put((byte) colours);
        ByteBuffer file = ByteBuffer.allocate(200).putLong(0x89504E470D0A1A0AL);
        chunk(file, "IHDR", header.array());
        chunk(file, "IDAT", Arrays.copyOf(pixels, count));
        chunk(file, "IEND", new byte[0]);
        return Arrays.copyOf(file.array(), file.position());
    }

    private static void chunk(ByteBuffer file, String type, byte[] data) {
        CRC32 sum = new CRC32();
        sum.update(type.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        sum.update(data);
        file.putInt(data.length)
                .put(type.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .put(data);
        file.putInt((int) sum.getValue());
    }
}
