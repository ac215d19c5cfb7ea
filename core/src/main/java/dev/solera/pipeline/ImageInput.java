package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.definition.ActivationShape;
import dev.solera.definition.ActivationShape.Axis;
import dev.solera.onnx.Dimension;
import dev.solera.onnx.Element;
import dev.solera.onnx.Graph;
import dev.solera.onnx.Value;
import java.util.List;
import java.util.Optional;

/**
 * Square crops of pictures, {@code [channels, height, width]}, row by row from the top left. A layer cuts them into patches, not
 * the input (docs/decisions/0015-patches.md). A sample's true length is all its pixels: pictures are never padded.
 *
 * @param size side of a crop, pixels
 * @param channels 1, grey, to which colours are mixed down; or 3, red, green and blue
 * @param resize what a picture's shorter side is scaled to before it is cropped; where there is none pictures stay as they
 *     are, but for those that are smaller than a crop, which are scaled up to it
 * @param crop where training crops are cut; held-out and evaluated ones are cut at the centre
 * @param flip whether training crops are mirrored left to right by chance; others never are
 * @param normalise what pixels are scaled by; where there is none, mean and deviation are computed once over all training
 *     pictures
 */
public record ImageInput(
        Integer size,
        Integer channels,
        Optional<Integer> resize,
        Crop crop,
        Boolean flip,
        Optional<PixelScale> normalise)
        implements InputDefinition {

    /** Where in a picture a training crop is cut. */
    public enum Crop {
        /** Anywhere inside, drawn anew in every epoch. */
        RANDOM,
        CENTRE
    }

    private static final int LARGEST = 4096;
    private static final int GREY = 1;
    private static final int COLOUR = 3;

    public ImageInput {
        size = size == null ? 64 : size;
        channels = channels == null ? GREY : channels;
        resize = resize == null ? Optional.empty() : resize;
        crop = crop == null ? Crop.RANDOM : crop;
        flip = flip == null || flip;
        normalise = normalise == null ? Optional.empty() : normalise;
        require(size >= 1 && size <= LARGEST, "size", size, "1 to " + LARGEST);
        require(channels == GREY || channels == COLOUR, "channels", channels, "1 (grey), 3 (colour)");
        int least = size;
        resize.ifPresent(side -> require(
                side >= least && side <= LARGEST,
                "resize",
                side,
                "%d, the crop's size, to %d".formatted(least, LARGEST)));
        int given = channels;
        normalise.ifPresent(scale -> require(
                scale.mean().size() == given,
                "normalise.mean",
                scale.mean(),
                "as many values as channels, here " + given));
    }

    @Override
    public Stage stage() {
        var shape = new ActivationShape(List.of(
                new Axis(ActivationShape.CHANNELS, channels),
                new Axis(ActivationShape.HEIGHT, size),
                new Axis(ActivationShape.WIDTH, size)));
        return new Stage(shape, Optional.empty());
    }

    @Override
    public String recordings() {
        return "pictures";
    }

    @Override
    public int labelSteps() {
        return 1;
    }

    /** The same, its pixels scaled so. */
    public ImageInput scaledBy(PixelScale scale) {
        return new ImageInput(size, channels, resize, crop, flip, Optional.of(scale));
    }

    /** Pixels have 0 for black and 1 for full brightness there. */
    @Override
    public ModelInput entrance(Graph graph) {
        PixelScale scale = normalise.orElseThrow(() -> new IllegalArgumentException(
                "input.normalise is not there; allowed: mean and deviation of the pictures that were trained on"));
        Value pictures = graph.input(
                "pictures",
                Element.FLOAT,
                Dimension.any("batch"),
                Dimension.of(channels),
                Dimension.of(size),
                Dimension.of(size));
        return new ModelInput(scale.nodes(graph.scope("input"), pictures), Optional.empty());
    }

    /** The true length that every sample travels with. */
    public int pixels() {
        return size * size;
    }
}
