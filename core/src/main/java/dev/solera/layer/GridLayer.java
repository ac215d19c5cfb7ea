package dev.solera.layer;

import java.util.Optional;

/** A layer over pictures: what it hands on has no steps in time. */
public sealed interface GridLayer extends Layer permits Conv2dLayer, PatchesLayer, ResidualLayer, SpatialMeanLayer {

    @Override
    default Optional<TimeBase> timeBase(TimeBase input) {
        return Optional.empty();
    }
}
