package dev.solera.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a definition says of pictures, and how a wrong one is refused. */
class ImageInputTest {

    private static final String YAML = """
            pipeline: small
            input: {kind: image, size: 32, channels: 3, normalise: {mean: [0.4, 0.5, 0.6], deviation: [0.2, 0.2, 0.3]}}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            modules: []
            """;

    @Test
    void shouldBeAGreyCropCutAndMirroredByChanceWhenNothingIsSaid() {
        ImageInput input = new ImageInput(null, null, null, null, null, null);

        assertThat(input.stage().shape()).hasToString("[channels 1, height 64, width 64]");
        assertThat(input.stage().time()).isEmpty();
        assertThat(input.labelSteps()).isEqualTo(1);
        assertThat(input.pixels()).isEqualTo(4096);
        assertThat(input.crop()).isEqualTo(ImageInput.Crop.RANDOM);
        assertThat(input.flip()).isTrue();
        assertThat(input.resize()).isEmpty();
        assertThat(input.normalise()).isEmpty();
    }

    @Test
    void shouldHaveAChannelAColourWhenThereAreThree() {
        var scale = new PixelScale(List.of(0.4, 0.5, 0.6), List.of(0.2, 0.2, 0.3));

        ImageInput input = new ImageInput(32, 3, Optional.of(40), ImageInput.Crop.CENTRE, false, Optional.of(scale));

        assertThat(input.stage().shape()).hasToString("[channels 3, height 32, width 32]");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "size: 32 | size: 0 | input.size is 0; allowed: 1 to 4096",
                "channels: 3 | channels: 2 | input.channels is 2; allowed: 1 (grey), 3 (colour)",
                "channels: 3 | channels: 1 | input.normalise.mean is [0.4, 0.5, 0.6]; allowed: as many values as channels",
                "size: 32 | size: 32, resize: 31 | input.resize is 31; allowed: 32, the crop's size, to 4096",
                "size: 32 | size: 32, crop: left | input.crop is left; allowed: random, centre",
                "size: 32 | size: 32, flip: 2 | input.flip is missing or not true or false",
                "size: 32 | size: 32, window: 8 | the key input.window is unknown; allowed: kind, size, channels, resize",
                "[0.2, 0.2, 0.3] | [0.2, 0.2] | input.normalise.deviation is [0.2, 0.2]; allowed: a number for each",
                "[0.2, 0.2, 0.3] | [0.2, 0.2, 0] | input.normalise.deviation is 0.0; allowed: more than 0, at most 1",
                "[0.4, 0.5, 0.6] | [0.4, 0.5, 102] | input.normalise.mean is 102.0; allowed: 0 to 1",
                "size: 32 | size: 32 | modules is []; allowed: one or more",
            })
    void shouldNameKeyValueAndWhatIsAllowedWhenAnInputIsWrong(String right, String wrong, String message) {
        assertThatThrownBy(() -> PipelineDefinitions.parse(YAML.replace(right, wrong)))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(message);
    }
}
