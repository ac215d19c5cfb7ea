package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;

/**
 * What pixels are scaled by before they are published: {@code (value - mean) / deviation} in every channel.
 *
 * @param mean of each channel, where black is 0 and full brightness 1
 * @param deviation standard deviation of each channel, in the same unit
 */
public record PixelScale(List<Double> mean, List<Double> deviation) {

    public PixelScale {
        require(mean != null && !mean.isEmpty(), "mean", mean, "a number for each channel");
        require(
                deviation != null && deviation.size() == mean.size(),
                "deviation",
                deviation,
                "a number for each channel, as mean has");
        mean.forEach(value -> require(value >= 0 && value <= 1, "mean", value, "0 to 1"));
        deviation.forEach(value -> require(value > 0 && value <= 1, "deviation", value, "more than 0, at most 1"));
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
    }

    /**
     * Adds to a graph how pixels are scaled.
     *
     * @param pictures {@code [batch, channels, height, width]}
     */
    Value nodes(Scope scope, Value pictures) {
        Value centred = scope.node("Sub", List.of(pictures, channels(scope, "mean", mean)));
        return scope.node("Div", List.of(centred, channels(scope, "deviation", deviation)));
    }

    private static Value channels(Scope scope, String name, List<Double> values) {
        float[] numbers = new float[values.size()];
        for (int c = 0; c < numbers.length; c++) {
            numbers[c] = values.get(c).floatValue();
        }
        return scope.floats(name, numbers, numbers.length, 1, 1);
    }
}
