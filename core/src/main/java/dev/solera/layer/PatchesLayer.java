package dev.solera.layer;

import static dev.solera.definition.InvalidDefinitionException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import dev.solera.definition.ActivationShape;
import dev.solera.definition.ActivationShape.Axis;
import dev.solera.engine.Products;
import dev.solera.onnx.Attribute;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts a picture into square patches, overlapping where the stride is less than their size, row by row of a square grid. What is
 * left at the right and at the bottom is in none.
 *
 * @param size side of a patch
 * @param stride from one patch to the next
 */
public record PatchesLayer(int size, int stride) implements GridLayer {

    public PatchesLayer {
        require(size >= 1, "size", size, "1 or more");
        require(stride >= 1, "stride", stride, "1 or more");
    }

    @Override
    public ActivationShape outputShape(ActivationShape input) {
        Planes.requireWhole("patches", input);
        int height = input.size(ActivationShape.HEIGHT);
        int width = input.size(ActivationShape.WIDTH);
        int smaller = Math.min(height, width);
        require(size <= smaller, "size", size, "at most " + smaller + " here");
        int rows = along(height);
        require(
                rows == along(width),
                "stride",
                stride,
                "one that gives as many rows as columns, here %d and %d".formatted(rows, along(width)));
        return new ActivationShape(List.of(
                new Axis(ActivationShape.PATCHES, Math.multiplyExact(rows, rows)),
                new Axis(ActivationShape.CHANNELS, input.channels()),
                new Axis(ActivationShape.HEIGHT, size),
                new Axis(ActivationShape.WIDTH, size)));
    }

    @Override
    public List<ParameterSpec> parameters(ActivationShape input) {
        return List.of();
    }

    @Override
    public NDArray forward(NDArray x, Weights weights, Products products) {
        int rows = along(x.getShape().get(2));
        int columns = along(x.getShape().get(3));
        NDList patches = new NDList(rows * columns);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                patches.add(x.get(new NDIndex()
                        .addAllDim(2)
                        .addSliceDim((long) row * stride, (long) row * stride + size)
                        .addSliceDim((long) column * stride, (long) column * stride + size)));
            }
        }
        return NDArrays.stack(patches, 1);
    }

    /** Gathers rows, then columns: {@code [batch, channels, rows, size, columns, size]}, of which patches only stand in another order. */
    @Override
    public Value nodes(Scope scope, Value x, ActivationShape input) {
        int rows = along(input.size(ActivationShape.HEIGHT));
        Value places = scope.longs("places", places(rows), rows, size);
        Value byRows = scope.node("Gather", List.of(x, places), Attribute.of("axis", 2));
        Value byColumns = scope.node("Gather", List.of(byRows, places), Attribute.of("axis", 4));
        Value ordered = scope.node("Transpose", byColumns, Attribute.listOf("perm", 0, 2, 4, 1, 3, 5));
        return Planes.like(scope, ordered, outputShape(input));
    }

    /** Of every patch along a side the places in it. */
    private long[] places(int along) {
        return IntStream.range(0, along * size)
                .mapToLong(i -> (long) (i / size) * stride + i % size)
                .toArray();
    }

    private int along(long side) {
        return Math.toIntExact((side - size) / stride + 1);
    }
}
