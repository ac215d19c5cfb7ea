package dev.solera.gateway.gallery;

import dev.solera.gateway.model.LoadedStack;
import dev.solera.gateway.model.Recordings;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.PixelScale;
import java.util.List;
import java.util.Optional;

/**
 * Samples of a gallery as a stack takes recordings in. A clip that ingest has scaled is scaled again to the same; pixels are brought
 * back to what they were, as the stack scales them by what all pictures have.
 */
public final class GalleryRecordings {

    private GalleryRecordings() {}

    public static Recordings of(LoadedStack stack, List<GallerySample> samples) {
        var shape = stack.definition().input().stage().shape();
        float[] values = new float[Math.multiplyExact(samples.size(), shape.size())];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(samples.get(i).values(), 0, values, i * shape.size(), shape.size());
        }
        Optional<PixelScale> scale =
                stack.snapshot().input() instanceof ImageInput pictures ? pictures.normalise() : Optional.empty();
        scale.ifPresent(one -> unscale(values, one, shape.valuesPerChannel()));
        long[] lengths = stack.hasLengths()
                ? samples.stream().mapToLong(GallerySample::length).toArray()
                : new long[0];
        return new Recordings(shape.sizes().stream().map(Integer::longValue).toList(), values, lengths);
    }

    private static void unscale(float[] values, PixelScale scale, int perChannel) {
        int channels = scale.mean().size();
        for (int i = 0; i < values.length; i++) {
            int channel = i / perChannel % channels;
            values[i] = (float)
                    (values[i] * scale.deviation().get(channel) + scale.mean().get(channel));
        }
    }
}
