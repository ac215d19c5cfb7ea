package dev.solera.objective;

import dev.solera.definition.ActivationShape;
import dev.solera.layer.Conv2dLayer;
import dev.solera.layer.Layer;
import dev.solera.layer.PatchesLayer;
import dev.solera.layer.ResidualLayer;
import dev.solera.layer.SpatialMeanLayer;
import dev.solera.learning.oracle.GridOracle;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A module over patches and what chance decided in a step of it, in the words of the oracle in double precision. */
final class VerticalOracle {

    private VerticalOracle() {}

    /** Our patches stand image by image at a place, the oracle's place by place in an image. */
    static GridOracle.Negatives negatives(VerticalPlan plan) {
        VerticalPlan.Grid grid = plan.grid();
        return (k, sample, row, column) -> {
            int context = (row * grid.side() + column) * grid.batch() + sample;
            LongStream drawn = plan.negatives() instanceof VerticalPlan.Negatives.PerPosition own
                    ? LongStream.range(0, own.count())
                            .map(m -> own.patches()[k - 1][context * own.count() + (int) m] + grid.ahead(k))
                    : LongStream.of(((VerticalPlan.Negatives.Shared) plan.negatives()).patches())
                            .filter(patch -> patch != context + grid.ahead(k));
            return drawn.mapToInt(
                            patch -> (int) (patch % grid.batch() * grid.side() * grid.side() + patch / grid.batch()))
                    .toArray();
        };
    }

    /** @param input what the module takes in */
    static GridOracle of(ActivationShape input, List<Layer> layers) {
        int patches = input.has(ActivationShape.PATCHES) ? input.size(ActivationShape.PATCHES) : 1;
        boolean means = layers.get(layers.size() - 1) instanceof SpatialMeanLayer;
        return new GridOracle(
                input.channels(),
                input.size(ActivationShape.HEIGHT),
                patches,
                means,
                IntStream.range(0, layers.size() - (means ? 1 : 0))
                        .mapToObj(i -> layer(layers.get(i)))
                        .toList());
    }

    private static GridOracle.Layer layer(Layer layer) {
        if (layer instanceof PatchesLayer patches) {
            return new GridOracle.Patches(patches.size(), patches.stride());
        }
        if (layer instanceof Conv2dLayer c) {
            return new GridOracle.Convolution(c.channels(), c.kernel(), c.stride(), c.padding());
        }
        var residual = (ResidualLayer) layer;
        return new GridOracle.Residual(
                residual.block() == ResidualLayer.Block.BOTTLENECK,
                residual.blocks(),
                residual.width(),
                residual.stride());
    }
}
