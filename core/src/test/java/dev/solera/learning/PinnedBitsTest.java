package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.encoder.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The bundled definitions train to the very bits that they trained to when these hashes were written down. Code may be
 * reshaped as long as this holds; whoever means to change what is computed replaces the hashes by those in the failure.
 *
 * <p>Every run is a process of its own, since the engine's libraries choose their instructions when they are loaded.
 */
class PinnedBitsTest {

    private static final String PINNED = "/pinned-bits.properties";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void shouldTrainToThePinnedBitsWhenHeldToALevelOfInstructions(CpuLevel level) throws Exception {
        Set<String> missing = level.missing();
        assumeTrue(missing.isEmpty(), () -> "%s is not compared: this processor lacks %s".formatted(level, missing));

        assertPinned(
                "speech-small.10." + level.name().toLowerCase(Locale.ROOT),
                train("speech-small", 10, level.environment()));
    }

    /** The kernels that the engine chooses by itself on a processor with these instructions, as users get them. */
    @ParameterizedTest
    @CsvSource({"speech-small, 50", "speech, 2"})
    void shouldTrainToThePinnedBitsWhenTheEngineChoosesItsKernels(String definition, int steps) throws Exception {
        Set<String> missing = CpuLevel.AVX512.missing();
        assumeTrue(missing.isEmpty(), () -> "no bits are pinned for processors that lack " + missing);

        assertPinned("%s.%d.native-avx512".formatted(definition, steps), train(definition, steps, Map.of()));
    }

    @Test
    void shouldHashToSomethingElseWhenOneBitDiffers() {
        Map<String, Parameter> parameters = Map.of("w", new Parameter(new long[] {2}, new float[] {1, 2}));
        Map<String, Parameter> other = Map.of("w", new Parameter(new long[] {2}, new float[] {1, Math.nextUp(2f)}));

        assertThat(LockStepBits.hash(other)).isNotEqualTo(LockStepBits.hash(parameters));
    }

    private static void assertPinned(String run, Map<String, String> seen) {
        assertThat(seen).as("hashes of %s as seen: %s", run, seen).isNotEmpty().isEqualTo(pinned(run));
    }

    /** Hashes by part of the run: the entries {@code run.part=hash}. */
    private static Map<String, String> pinned(String run) {
        Properties all = new Properties();
        try (InputStream in = PinnedBitsTest.class.getResourceAsStream(PINNED)) {
            all.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.stringPropertyNames().stream()
                .filter(key -> key.startsWith(run + "."))
                .collect(Collectors.toMap(
                        key -> key.substring(run.length() + 1), all::getProperty, (one, other) -> one, TreeMap::new));
    }

    private Map<String, String> train(String definition, int steps, Map<String, String> environment) throws Exception {
        return LockStepProcess.train(definition, steps, environment, folder);
    }
}
