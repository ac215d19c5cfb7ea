package dev.solera.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PreloadTest {

    @Test
    void shouldTakeALibraryThatEveryProcessMayHave() {
        assertThatCode(() -> Preload.require("libm.so.6", "libc6")).doesNotThrowAnyException();
    }

    @Test
    void shouldSayWhatToInstallWhenTheLibraryIsNotThere() {
        assertThatThrownBy(() -> Preload.require("libnowhere.so.1", "nowhere"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("libnowhere.so.1 is not found by the dynamic linker; "
                        + "allowed: installed, as by apt-get install nowhere");
    }
}
