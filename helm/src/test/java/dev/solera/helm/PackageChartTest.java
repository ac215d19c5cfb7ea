package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart as it is given to others. */
class PackageChartTest {

    @Test
    void shouldRenderTheSameWhenItIsPacked(@TempDir Path folder) throws IOException {
        // given
        Path values = new Row("monitored-trial").file();

        // when: what links lead to has to be in the package
        Chart packed = Chart.SOURCE.pack(folder);

        // then
        assertThat(packed.template(values))
                .isEqualTo(Chart.SOURCE.template(values))
                .contains("SoleraServiceDown");
    }

    @Test
    void shouldHaveNamesThatFitWhenTheReleasesIsTheLongest() {
        String longest = "a123456789-".repeat(5).substring(0, 53);

        Rendering rendering = Rendering.of(
                Chart.SOLERA.template(longest, new Row("twelve-modules").file(), new Row("monitoring").file()));

        assertThat(new Names().complaints(rendering)).isEmpty();
        assertThat(new Selectors().complaints(rendering)).isEmpty();
        assertThat(new NetworkPolicies().complaints(rendering)).isEmpty();
    }
}
