package dev.solera.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.encoder.Architecture;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers over pictures: their shapes, the order and bounds of what they start from, and how wrong ones are refused. */
class GridLayersTest {

    private static final String YAML = """
            pipeline: small
            input: {kind: image, size: 32}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            loss:
              objective: vertical-info-nce
              prediction-steps: 2
              negatives: {form: shared, count: 10}
            modules:
              - encoder:
                  - {layer: patches, size: 8, stride: 4}
                  - {layer: conv2d, channels: 6, kernel: 5, padding: 2}
                  - {layer: residual, block: bottleneck, blocks: 2, width: 3}
              - encoder:
                  - {layer: residual, block: basic, blocks: 2, width: 16, stride: 2}
                  - {layer: spatial-mean}
            """;

    @Test
    void shouldTellItsShapesAtEveryDepth() {
        PipelineDefinition pipeline = PipelineDefinitions.parse(YAML);

        assertThat(pipeline.stages())
                .extracting(stage -> stage.shape().toString())
                .containsExactly(
                        "[channels 1, height 32, width 32]",
                        "[patches 49, channels 12, height 8, width 8]",
                        "[patches 49, channels 16]");
    }

    @Test
    void shouldDrawInPytorchsOrderWithinItsBounds() {
        Architecture first = PipelineDefinitions.parse(YAML).architecture(1);
        Architecture second = PipelineDefinitions.parse(YAML).architecture(2);

        assertThat(first.parameters())
                .extracting(spec -> "%s %s 1/%.1f".formatted(spec.name(), spec.shape(), Math.pow(spec.bound(), -2)))
                .startsWith(
                        "encoder.1.weight [6, 1, 5, 5] 1/25.0",
                        "encoder.1.bias [6] 1/25.0",
                        "encoder.2.0.conv1.weight [3, 6, 1, 1] 1/6.0",
                        "encoder.2.0.conv1.bias [3] 1/6.0",
                        "encoder.2.0.conv2.weight [3, 3, 3, 3] 1/27.0",
                        "encoder.2.0.conv2.bias [3] 1/27.0",
                        "encoder.2.0.conv3.weight [12, 3, 1, 1] 1/3.0",
                        "encoder.2.0.conv3.bias [12] 1/3.0",
                        "encoder.2.0.shortcut.weight [12, 6, 1, 1] 1/6.0",
                        "encoder.2.0.shortcut.bias [12] 1/6.0",
                        "encoder.2.1.conv1.weight [3, 12, 1, 1] 1/12.0");
        assertThat(names(first)).hasSize(16).noneMatch(name -> name.contains(".1.shortcut"));
        assertThat(names(second))
                .containsExactly(
                        "encoder.0.0.conv1.weight",
                        "encoder.0.0.conv1.bias",
                        "encoder.0.0.conv2.weight",
                        "encoder.0.0.conv2.bias",
                        "encoder.0.0.shortcut.weight",
                        "encoder.0.0.shortcut.bias",
                        "encoder.0.1.conv1.weight",
                        "encoder.0.1.conv1.bias",
                        "encoder.0.1.conv2.weight",
                        "encoder.0.1.conv2.bias");
    }

    private static List<String> names(Architecture architecture) {
        return architecture.parameters().stream().map(ParameterSpec::name).toList();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "size: 8, stride: 4 | size: 33, stride: 4 | modules[0].encoder: size is 33; allowed: at most 32 here",
                "size: 8, stride: 4 | size: 0, stride: 4 | modules[0].encoder[0].size is 0; allowed: 1 or more",
                "size: 8, stride: 4 | size: 8, stride: 0 | modules[0].encoder[0].stride is 0; allowed: 1 or more",
                "kernel: 5 | kernel: 50 | modules[0].encoder: kernel is 50; allowed: at most 12 here",
                "padding: 2 | padding: 5 | modules[0].encoder[1].padding is 5; allowed: 0 to kernel - 1",
                "block: basic | block: dense | modules[1].encoder[0].block is dense; allowed: basic, bottleneck",
                "blocks: 2, width: 16 | blocks: 0, width: 16 | modules[1].encoder[0].blocks is 0; allowed: 1 to 1024",
                "{layer: spatial-mean} | {layer: patches, size: 2, stride: 2} | modules[1].encoder: layer is patches on"
                        + " [patches 49, channels 16, height 4, width 4]; allowed: on whole pictures",
                "{layer: spatial-mean} | {channels: 2, kernel: 2, stride: 1, padding: 0} | modules[1].encoder: layer is"
                        + " conv1d on [patches 49, channels 16, height 4, width 4]; allowed: on a sequence",
                "- {layer: patches, size: 8, stride: 4} | # | modules[0].loss.objective is vertical-info-nce over"
                        + " [channels 12, height 32, width 32]; allowed: over a picture cut into patches",
                "objective: vertical-info-nce | sub-window: 8 | modules[0].loss.objective is info-nce over [patches 49,",
                "form: shared | form: shared, from: sub-window | the key modules[0].loss.negatives.from is unknown; allowed: form, count",
                "block: basic | block: basic, start: flat | start is flat; allowed: uniform, delta-orthogonal",
                "prediction-steps: 2 | prediction-steps: 2~  skip-rows: -1 | loss.skip-rows is -1; allowed: 0 or more",
            })
    void shouldNameKeyValueAndWhatIsAllowedWhenALayerIsWrong(String right, String wrong, String message) {
        assertThatThrownBy(() -> PipelineDefinitions.parse(YAML.replace(right, wrong.replace("~", "\n"))))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseMorePredictionStepsThanTheGridHasRows() {
        String yaml = YAML.replace("size: 8, stride: 4", "size: 8, stride: 8").replace("steps: 2", "steps: 3");

        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml))
                .hasMessageContaining("modules[0].loss.prediction-steps is 3; allowed: with skip-rows (1) less than the"
                        + " grid's 4 rows");
    }
}
