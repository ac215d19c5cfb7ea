package dev.solera.activation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels of a record's samples: for each name a row per sample, of one value or of one per 10 ms frame. */
final class RecordLabels {

    private static final String PREFIX = "label.";
    private static final int UNKNOWN = -1;

    private final Map<String, int[][]> rows;

    private RecordLabels(Map<String, int[][]> rows) {
        this.rows = rows;
    }

    static void encode(List<Sample> samples, SafetensorsWriter writer) {
        Map<String, int[]> first = samples.get(0).labels();
        for (Sample sample : samples) {
            if (!sample.labels().keySet().equals(first.keySet())) {
                throw new IllegalArgumentException("labels are %s; allowed: %s, as the record's first sample has"
                        .formatted(sample.labels().keySet(), first.keySet()));
            }
        }
        first.keySet().stream().sorted().forEach(name -> encode(name, samples, writer));
    }

    private static void encode(String name, List<Sample> samples, SafetensorsWriter writer) {
        int frames = samples.get(0).labels().get(name).length;
        long[] values = new long[Math.multiplyExact(samples.size(), frames)];
        for (int i = 0; i < samples.size(); i++) {
            int[] row = samples.get(i).labels().get(name);
            if (row.length != frames) {
                throw new IllegalArgumentException(
                        "label %s has %d values; allowed: %d, as the record's first sample has"
                                .formatted(name, row.length, frames));
            }
            for (int j = 0; j < frames; j++) {
                values[i * frames + j] = row[j];
            }
        }
        if (frames == 1) {
            writer.add(PREFIX + name, values, samples.size());
        } else {
            writer.add(PREFIX + name, values, samples.size(), frames);
        }
    }

    static RecordLabels decode(Safetensors document, int n) {
        Map<String, int[][]> rows = new HashMap<>();
        for (String name : document.names()) {
            if (name.startsWith(PREFIX)) {
                rows.put(name.substring(PREFIX.length()), rows(document.tensor(name), n));
            }
        }
        return new RecordLabels(rows);
    }

    private static int[][] rows(Tensor tensor, int n) {
        List<Long> shape = tensor.shape();
        if (shape.isEmpty() || shape.size() > 2 || shape.get(0) != n) {
            throw MalformedRecordException.of(
                    "tensor " + tensor.name() + " shape", shape, "[%d] or [%d, frames]".formatted(n, n));
        }
        long[] values = tensor.longs();
        int frames = values.length / n;
        int[][] rows = new int[n][frames];
        for (int i = 0; i < values.length; i++) {
            rows[i / frames][i % frames] = toInt(tensor.name(), values[i], UNKNOWN);
        }
        return rows;
    }

    /** The labels of one sample of the record. */
    Map<String, int[]> of(int sample) {
        Map<String, int[]> labels = new HashMap<>();
        rows.forEach((name, values) -> labels.put(name, values[sample]));
        return labels;
    }

    static int toInt(String name, long value, int least) {
        if (value < least || value > Integer.MAX_VALUE) {
            throw MalformedRecordException.of(name, value, least + " to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }
}
