package dev.solera.benchmarks.transport;

import dev.solera.activation.ActivationCodec;
import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.WireDefinition.Compression;
import dev.solera.pipeline.WireDefinition.Precision;
import java.nio.file.Path;
import java.util.List;

/**
 * What is measured.
 *
 * @param sizes of samples, megabytes of float32
 * @param alone samples of every size, precision and compression in a round that travel one at a time
 * @param together samples in a round that are sent one behind the other
 * @param rounds in which every precision and compression has its turn
 * @param folder for the broker, new
 */
public record TransportSettings(List<Integer> sizes, int alone, int together, int rounds, Path folder) {

    static final int MEGA = 1_000_000;

    private static final List<Precision> PRECISIONS = List.of(Precision.FLOAT32, Precision.BFLOAT16, Precision.INT8);
    private static final List<Compression> COMPRESSIONS = List.of(Compression.NONE, Compression.LZ4, Compression.ZSTD);
    private static final int CHANNELS = 500;
    private static final int LARGEST = 64;

    /**
     * A way of travelling.
     *
     * @param size of a sample, megabytes of float32
     */
    record Way(int size, Precision precision, Compression compression) {

        ActivationCodec codec() {
            return new ActivationCodec(
                    ActivationShape.sequence(CHANNELS, size * MEGA / Float.BYTES / CHANNELS), precision);
        }
    }

    public TransportSettings {
        sizes = List.copyOf(sizes);
        if (sizes.isEmpty() || sizes.stream().anyMatch(size -> size < 1 || size > LARGEST)) {
            throw new IllegalArgumentException(
                    "--sizes is %s; allowed: one or more numbers from 1 to %d".formatted(sizes, LARGEST));
        }
    }

    /** All ways of a size, the baseline first: the numbers as they are. */
    List<Way> ways(int size) {
        return PRECISIONS.stream()
                .flatMap(precision -> COMPRESSIONS.stream().map(compression -> new Way(size, precision, compression)))
                .toList();
    }
}
