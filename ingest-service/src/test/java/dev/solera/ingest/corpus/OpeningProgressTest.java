package dev.solera.ingest.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpeningProgressTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);
    private final List<String> said = new ArrayList<>();
    private final OpeningProgress progress = new OpeningProgress(Duration.ofSeconds(3), clock::get, said::add);

    private void pass(int millis) {
        clock.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @Test
    void shouldSayHowFarItIsOnceAnInterval() {
        progress.found(1);
        pass(2999);
        progress.found(1999);
        pass(1);
        progress.found(2000);
        progress.found(2001);
        pass(3000);
        progress.read(12_345, 100_000);
        pass(2999);
        progress.read(12_346, 100_000);
        pass(7000);
        progress.decoded(7, 9);

        assertThat(said)
                .containsExactly(
                        "looking for files: 2,000 so far",
                        "reading headers: 12,345 of 100,000 files",
                        "decoding: 7 of 9");
    }
}
