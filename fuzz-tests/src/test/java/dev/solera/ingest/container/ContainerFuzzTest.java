package dev.solera.ingest.container;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.fuzz.Allocation;
import dev.solera.fuzz.Temporary;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.picture.ListedPictures;
import dev.solera.pipeline.ImageInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Data sets in idx files, packed or not: any bytes, and sound headers before any content. */
class ContainerFuzzTest {

    private static final long MOST_BYTES = 64 << 20;
    private static final ImageInput INPUT = new ImageInput(8, 1, Optional.empty(), null, null, Optional.empty());

    private static final Path FOLDER = Temporary.folder();

    @FuzzTest
    void open(FuzzedDataProvider data) throws Exception {
        empty();
        boolean packed = data.consumeBoolean();
        boolean sound = data.consumeBoolean();
        int count = data.consumeBoolean() ? data.consumeInt() : data.consumeInt(1, 3);
        int height = data.consumeBoolean() ? data.consumeInt() : data.consumeInt(1, 8);
        int width = data.consumeInt(1, 8);
        byte[] labels = data.consumeBytes(data.consumeInt(0, 64));
        byte[] pictures = data.consumeRemainingAsBytes();
        write("train-labels-idx1-ubyte", packed, sound ? header(labels, 0x801, count) : labels);
        write("train-images-idx3-ubyte", packed, sound ? header(pictures, 0x803, count, height, width) : pictures);
        try {
            ListedPictures corpus = Allocation.atMost(
                    MOST_BYTES,
                    () -> ContainerPictures.find(FOLDER, INPUT, "", "none", "none", OpeningProgress.toLog())
                            .orElseThrow());
            if (corpus.recordings().isEmpty() || corpus.labels().classes().isEmpty()) {
                throw new AssertionError("data set is not of labelled pictures");
            }
            corpus.read(corpus.recordings().size() - 1);
        } catch (InvalidSourceException refused) {
            return;
        }
    }

    private static byte[] header(byte[] content, int... numbers) {
        ByteBuffer file = ByteBuffer.allocate(numbers.length * Integer.BYTES + content.length);
        for (int number : numbers) {
            file.putInt(number);
        }
        return file.put(content).array();
    }

    private static void write(String name, boolean packed, byte[] bytes) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream out = packed ? new GZIPOutputStream(file) : file) {
            out.write(bytes);
        }
        Files.write(FOLDER.resolve(packed ? name + ".gz" : name), file.toByteArray());
    }

    private static void empty() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
