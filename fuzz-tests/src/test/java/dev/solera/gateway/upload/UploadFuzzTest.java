package dev.solera.gateway.upload;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.fuzz.Allocation;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Requests that bring a file, as their body or in a form. */
class UploadFuzzTest {

    private static final long MOST_BYTES = 16 << 20;
    private static final int LARGEST = 2048;

    private static final Uploads UPLOADS = new Uploads(new UploadProperties(
            DataSize.ofBytes(LARGEST),
            DataSize.ofBytes(LARGEST),
            Duration.ofMinutes(1),
            1,
            Duration.ofSeconds(1),
            DataSize.ofMegabytes(1),
            ""));

    @FuzzTest
    void receive(FuzzedDataProvider data) throws Exception {
        String type = data.consumeBoolean()
                ? "multipart/form-data; boundary=b"
                : "multipart/form-data;" + data.consumeString(20);
        byte[] body = data.consumeRemainingAsBytes();
        Path file;
        try (Upload upload = Allocation.atMost(
                MOST_BYTES, () -> UPLOADS.receive(new ByteArrayInputStream(body), body.length, type))) {
            file = upload.path();
            require(Files.size(file) <= LARGEST, "as long as a request may be");
        } catch (UploadRefusedException refused) {
            require(refused.getStatusCode().is4xxClientError(), "refused for what it is");
            return;
        }
        require(Files.notExists(file), "gone in the end");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("what was received is not " + what);
        }
    }
}
