package dev.solera.benchmarks.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

class TorchTaskTest {

    private static final PipelineDefinition SPEECH = PipelineDefinitions.load("speech");
    private static final StepForm.PyTorch AUTHORS = new StepForm.PyTorch("a", Precision.FLOAT32, true, false);
    private static final StepForm.PyTorch COMPILED = new StepForm.PyTorch("c", Precision.BFLOAT16, false, true);

    @Test
    void shouldHaveWhatTheDefinitionSaysWhenAModuleIsAConvolution() {
        assertThat(TorchTask.of(SPEECH, 2, COMPILED, 2, new ComputeDevice(0)))
                .contains(new TorchTask(
                        512,
                        4095,
                        true,
                        8,
                        List.of(new TorchTask.Convolution(512, 8, 4, 2, false)),
                        null,
                        12,
                        128,
                        "shared",
                        128,
                        2e-4,
                        1,
                        2,
                        "cuda:0",
                        "bfloat16",
                        true));
    }

    @Test
    void shouldHaveTheAuthorsNegativesWhenTheFormIsTheirs() {
        // when
        TorchTask task = TorchTask.of(SPEECH, 6, AUTHORS, 1, ComputeDevice.CPU).orElseThrow();

        // then
        assertThat(task.form()).isEqualTo("per-position");
        assertThat(task.negatives()).isEqualTo(10);
        assertThat(task.convolutions()).isEmpty();
        assertThat(task.context()).isEqualTo(256);
    }

    @Test
    void shouldNotPretendToHaveWhatTheProgramLacks() {
        for (String definition : List.of("vision", "speech-cosine")) {
            assertThat(TorchTask.of(PipelineDefinitions.load(definition), 1, AUTHORS, 1, ComputeDevice.CPU))
                    .as(definition)
                    .isEmpty();
        }
    }

    @Test
    void shouldNotPretendThatItsPoolIsTheDefinitionsWhenThatIsOfOtherSamples() {
        // given
        PipelineDefinition ofOthers = PipelineDefinitions.parse(
                PipelineDefinitions.format(SPEECH).replace("\"sequence\"", "\"other-sequences\""));

        // then
        assertThat(TorchTask.of(ofOthers, 2, COMPILED, 1, ComputeDevice.CPU)).isEmpty();
        assertThat(TorchTask.of(ofOthers, 2, AUTHORS, 1, ComputeDevice.CPU)).isPresent();
    }
}
