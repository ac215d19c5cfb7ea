package dev.solera.gateway.gallery;

import dev.solera.activation.DType;
import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Safetensors;
import dev.solera.activation.SafetensorsWriter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A gallery as a safetensors file: {@code values} by sample, {@code recording}, {@code held-out}, {@code length}, and a class by label,
 * {@code label.<name>}, -1 where it is not known.
 */
public final class GalleryFile {

    private static final String LABEL = "label.";
    private static final int UNKNOWN = -1;

    private GalleryFile() {}

    /** Writes whole, or not at all. */
    public static void write(Path file, List<GallerySample> samples) throws IOException {
        int count = samples.size();
        int each = samples.get(0).values().length;
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.add("values", DType.F32, List.of((long) count, (long) each), bytes -> {
            FloatBuffer values = bytes.asFloatBuffer();
            samples.forEach(sample -> values.put(sample.values()));
        });
        writer.add(
                "recording",
                samples.stream().mapToLong(GallerySample::recording).toArray(),
                count);
        writer.add(
                "held-out",
                samples.stream().mapToLong(one -> one.heldOut() ? 1 : 0).toArray(),
                count);
        writer.add("length", samples.stream().mapToLong(GallerySample::length).toArray(), count);
        TreeSet<String> labels = new TreeSet<>();
        samples.forEach(sample -> labels.addAll(sample.labels().keySet()));
        for (String label : labels) {
            writer.add(
                    LABEL + label,
                    samples.stream()
                            .mapToLong(one -> one.labels().getOrDefault(label, UNKNOWN))
                            .toArray(),
                    count);
        }
        writer.writeTo(file);
    }

    /** @throws MalformedRecordException where the file holds something else */
    static List<GallerySample> read(Path file) throws IOException {
        Safetensors document = Safetensors.read(file);
        float[] values = document.tensor("values").floats();
        long[] recordings = document.tensor("recording").longs();
        long[] heldOut = document.tensor("held-out").longs();
        long[] lengths = document.tensor("length").longs();
        int count = recordings.length;
        if (count == 0 || values.length % count != 0 || heldOut.length != count || lengths.length != count) {
            throw new MalformedRecordException(
                    "%s is no gallery: its tensors are not of the same samples".formatted(file));
        }
        int each = values.length / count;
        List<GallerySample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Integer> labels = new HashMap<>();
            for (String name : document.names()) {
                if (name.startsWith(LABEL)) {
                    int found = (int) document.tensor(name).longs()[i];
                    if (found != UNKNOWN) {
                        labels.put(name.substring(LABEL.length()), found);
                    }
                }
            }
            samples.add(new GallerySample(
                    (int) recordings[i],
                    heldOut[i] == 1,
                    labels,
                    lengths[i],
                    Arrays.copyOfRange(values, i * each, (i + 1) * each)));
        }
        return samples;
    }
}
