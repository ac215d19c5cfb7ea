package dev.solera.media.picture;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.fuzz.Allocation;
import dev.solera.fuzz.PngBytes;
import dev.solera.fuzz.Temporary;
import dev.solera.media.UnreadableRecordingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Picture files: any bytes, and PNG files whose chunks and checksums are sound around any content. */
class PictureFuzzTest {

    private static final long LARGEST = 1 << 20;
    private static final long MOST_BYTES = 64 << 20;
    private static final int SIZE = 16;

    private static final Path FILE = Temporary.file(".png");
    private static final PictureReader GREY =
            new PictureReader(new Framing(1, SIZE, Optional.empty()), LARGEST, "a setting");
    private static final PictureReader COLOUR =
            new PictureReader(new Framing(3, SIZE, Optional.of(20)), LARGEST, "a setting");

    @FuzzTest
    void decode(FuzzedDataProvider data) throws Exception {
        PictureReader reader = data.consumeBoolean() ? GREY : COLOUR;
        byte[] bytes = data.consumeBoolean() ? png(data) : data.consumeRemainingAsBytes();
        Files.write(FILE, bytes);
        try {
            long promised = Allocation.atMost(MOST_BYTES, () -> reader.bytes(FILE));
            Picture picture = Allocation.atMost(MOST_BYTES, () -> reader.read(FILE));
            require(picture.bytes() == promised, "as large as its header says");
            require(Math.min(picture.height(), picture.width()) >= SIZE, "as large as a crop");
        } catch (UnreadableRecordingException refused) {
            return;
        }
    }

    private static byte[] png(FuzzedDataProvider data) {
        int width = data.consumeBoolean() ? data.consumeInt() : data.consumeInt(1, 40);
        int height = data.consumeBoolean() ? data.consumeInt() : data.consumeInt(1, 40);
        int bits = data.pickValue(new int[] {8, 16, 1, 2, 4, 0, 32});
        int colours = data.pickValue(new int[] {2, 0, 3, 4, 6, 1, 7});
        PngBytes file = new PngBytes(width, height, bits, colours, data.consumeInt(0, 1));
        int others = data.consumeInt(0, 3);
        for (int i = 0; i < others; i++) {
            String type = data.pickValue(
                    new String[] {"PLTE", "tRNS", "eXIf", "iCCP", "gAMA", "sBIT", "acTL", "zTXt", "bKGD", "IDAT"});
            file.chunk(type, data.consumeBytes(data.consumeInt(0, 256)));
        }
        return file.pixels(data.consumeRemainingAsBytes()).toByteArray();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("decoded is not " + what);
        }
    }
}
