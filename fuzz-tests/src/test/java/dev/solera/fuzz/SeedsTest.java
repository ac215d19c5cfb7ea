package dev.solera.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That what is committed is what is made: a change of a form must not leave the targets with inputs that are refused. */
class SeedsTest {

    @Test
    void shouldBeginWithWhatTheWritersWriteToday() throws IOException {
        for (Map.Entry<String, byte[]> seed : Seeds.all().entrySet()) {
            try (InputStream committed = Seeds.class.getResourceAsStream("/" + seed.getKey())) {
                assertThat(committed)
                        .as("%s; docs/fuzzing.md tells how to write the seeds anew", seed.getKey())
                        .isNotNull();
                assertThat(committed.readAllBytes()).as(seed.getKey()).isEqualTo(seed.getValue());
            }
        }
    }
}
