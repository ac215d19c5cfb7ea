package dev.solera.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shape of one sample's activations: sizes by named axes, outermost first. Sound has {@code [channels, time]},
 * pictures {@code [channels, height, width]}, cut ones {@code [patches, channels, height, width]}.
 *
 * @param axes one or more, each name once; one of them is {@link #CHANNELS}
 */
public record ActivationShape(List<Axis> axes) {

    /** What a unit of the network sees apart from where it sees it; present in every shape. */
    public static final String CHANNELS = "channels";
    /** Steps of a sequence. */
    public static final String TIME = "time";
    /** Overlapping pieces of a picture, row by row of a square grid. */
    public static final String PATCHES = "patches";
    /** Rows of a picture, from the top. */
    public static final String HEIGHT = "height";
    /** Columns of a picture, from the left. */
    public static final String WIDTH = "width";

    /**
     * One axis.
     *
     * @param name of what its indices count
     * @param size 1 or more
     */
    public record Axis(String name, int size) {

        public Axis {
            InvalidDefinitionException.require(size >= 1, name, size, "1 or more");
        }
    }

    public ActivationShape {
        axes = List.copyOf(axes);
        Set<String> names = new HashSet<>();
        long size = 1;
        for (Axis axis : axes) {
            if (!names.add(axis.name())) {
                throw new IllegalArgumentException("axis %s stands twice; allowed: once".formatted(axis.name()));
            }
            size = size > Integer.MAX_VALUE ? size : size * axis.size();
        }
        if (!names.contains(CHANNELS)) {
            throw new IllegalArgumentException("axes are %s; allowed: with %s".formatted(names, CHANNELS));
        }
        InvalidDefinitionException.require(
                size <= Integer.MAX_VALUE, "size of " + text(axes), size, "at most " + Integer.MAX_VALUE);
    }

    /** The shape of a sequence: {@code [channels, time]}. */
    public static ActivationShape sequence(int channels, int steps) {
        return new ActivationShape(List.of(new Axis(CHANNELS, channels), new Axis(TIME, steps)));
    }

    /** Values of one sample. */
    public int size() {
        return axes.stream().mapToInt(Axis::size).reduce(1, Math::multiplyExact);
    }

    /** Sizes of the axes, outermost first, as a tensor's shape has them. */
    public List<Integer> sizes() {
        return axes.stream().map(Axis::size).toList();
    }

    /** Whether there is an axis of this name. */
    public boolean has(String axis) {
        return axes.stream().anyMatch(a -> a.name().equals(axis));
    }

    /**
     * Size of one axis.
     *
     * @throws IllegalArgumentException where there is none of this name
     */
    public int size(String axis) {
        return axes.get(index(axis)).size();
    }

    /** Channels, wherever their axis is. */
    public int channels() {
        return size(CHANNELS);
    }

    /** Values that lie between two channels of one place outside: the product of the sizes of the axes behind channels. */
    public int valuesPerChannel() {
        return axes.subList(index(CHANNELS) + 1, axes.size()).stream()
                .mapToInt(Axis::size)
                .reduce(1, Math::multiplyExact);
    }

    /** The same axes with another number of channels. */
    public ActivationShape withChannels(int channels) {
        List<Axis> changed = new ArrayList<>(axes);
        changed.set(index(CHANNELS), new Axis(CHANNELS, channels));
        return new ActivationShape(changed);
    }

    private int index(String axis) {
        for (int i = 0; i < axes.size(); i++) {
            if (axes.get(i).name().equals(axis)) {
                return i;
            }
        }
        throw new IllegalArgumentException("axis is %s; allowed: one of %s".formatted(axis, this));
    }

    private static String text(List<Axis> axes) {
        return axes.stream().map(axis -> axis.name() + " " + axis.size()).collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public String toString() {
        return text(axes);
    }
}
