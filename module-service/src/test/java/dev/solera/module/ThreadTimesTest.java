package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.ModuleRange;
import org.junit.jupiter.api.Test;

/** A batch of modules that share a thread, second by second. */
class ThreadTimesTest {

    @Test
    void shouldCountWhatOthersTakeAsWaitingWhenModulesShareAThread() {
        // given two batches
        ThreadTimes times = new ThreadTimes(new ModuleRange(2, 4));
        for (int batch = 0; batch < 2; batch++) {
            // when 1 s passes until the batch is full, the modules take 2, 4 and 8 s, and publishing 16 s
            times.waited(1);
            for (int module = 2; module <= 4; module++) {
                double waited = times.takeWaited(module);
                double published = times.takePublished(module);

                // then every module accounts for all the time since its step before
                double training = 1 << module - 1;
                double since = batch == 0 ? 1 + (module == 2 ? 0 : module == 3 ? 2 : 6) : 31 - training;
                assertThat(waited + published)
                        .as("module %d, batch %d", module, batch)
                        .isEqualTo(since);
                assertThat(published).isEqualTo(batch == 1 && module == 4 ? 16 : 0);
                times.trained(module, training);
            }
            times.published(16);
        }
    }

    @Test
    void shouldTellWaitingAndPublishingApartWhenAModuleIsAlone() {
        ThreadTimes times = new ThreadTimes(ModuleRange.of(3));

        times.waited(1);
        times.trained(3, 2);
        times.published(4);

        assertThat(times.takeWaited(3)).isEqualTo(1);
        assertThat(times.takePublished(3)).isEqualTo(4);
        assertThat(times.takeWaited(3) + times.takePublished(3)).isZero();
    }
}
