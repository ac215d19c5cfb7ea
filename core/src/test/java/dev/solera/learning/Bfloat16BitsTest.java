package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Sample;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That products in bfloat16 come to the same bits in every process of one machine, and from a restored state. */
class Bfloat16BitsTest {

    private static final int STEPS = 6;

    @TempDir
    private Path folder;

    @Test
    void shouldTrainToTheSameBitsInEveryProcessAndToOthersThanFloat32() throws Exception {
        // given
        PipelineDefinition small = PipelineDefinitions.load("speech-small");
        Path file = Files.writeString(
                folder.resolve("bfloat16.yaml"), PipelineDefinitions.format(small.computedIn(Arithmetic.BFLOAT16)));

        // when
        Map<String, String> once = LockStepProcess.train(file.toString(), STEPS, Map.of(), folder);
        Map<String, String> again = LockStepProcess.train(file.toString(), STEPS, Map.of(), folder);

        // then
        assertThat(once).hasSize(small.depth() + 1).isEqualTo(again);
        Map<String, String> float32 = LockStepBits.of(small, STEPS);
        float32.forEach((part, hash) -> assertThat(once.get(part)).as(part).isNotEqualTo(hash));
    }

    @Test
    void shouldGoOnToTheSameBitsWhenRestored() {
        // given
        PipelineDefinition pipeline = TestPipelines.small().computedIn(Arithmetic.BFLOAT16);
        List<Sample> input = TestPipelines.stream(pipeline, STEPS * pipeline.batch(), 0);
        ModuleRange all = new ModuleRange(1, pipeline.depth());
        TrainerState middle = null;
        int place = 0;
        try (ModuleChain whole = new ModuleChain(pipeline, all, (report, module) -> {})) {
            for (int i = 0; i < input.size(); i++) {
                whole.accept(input.get(i));
                if (whole.isAtBorder() && whole.step() == STEPS / 2 && middle == null) {
                    middle = whole.state();
                    place = i + 1;
                }
            }

            // when
            try (ModuleChain restored =
                    ModuleChain.restored(pipeline, all, middle, ComputeDevice.CPU, (report, module) -> {})) {
                input.subList(place, input.size()).forEach(restored::accept);

                // then
                assertThat(restored.step()).isEqualTo(STEPS);
                for (int number : all.numbers()) {
                    Bits.assertEqual(Bits.of(restored.module(number)), Bits.of(whole.module(number)));
                }
            }
        }
    }
}
