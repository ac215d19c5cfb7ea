package dev.solera.probe.classifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What a probe learns from or is scored on: feature vectors of one width, each with a class and its recording. */
public final class Examples {

    private final List<float[]> features = new ArrayList<>();
    private final List<Integer> classes = new ArrayList<>();
    private final List<Integer> recordings = new ArrayList<>();

    /**
     * @param row features; kept, not copied
     * @param label class, 0 or more
     * @param recording that it comes from
     */
    public void add(float[] row, int label, int recording) {
        if (!features.isEmpty() && features.get(0).length != row.length) {
            throw new IllegalArgumentException(
                    "features are %d wide; allowed: %d".formatted(row.length, features.get(0).length));
        }
        if (label < 0) {
            throw new IllegalArgumentException("class is %d; allowed: 0 or more".formatted(label));
        }
        features.add(row);
        classes.add(label);
        recordings.add(recording);
    }

    public int size() {
        return features.size();
    }

    /** Features of an example; 0 where there is none. */
    int width() {
        return features.isEmpty() ? 0 : features.get(0).length;
    }

    public float[] features(int example) {
        return features.get(example);
    }

    public int label(int example) {
        return classes.get(example);
    }

    public int recording(int example) {
        return recordings.get(example);
    }

    /** The different classes, in increasing order. */
    public int[] classes() {
        return classes.stream().mapToInt(Integer::intValue).distinct().sorted().toArray();
    }

    /** The examples of the wanted recordings; rows are shared, not copied. */
    public Examples where(IntPredicate wanted) {
        return part(i -> wanted.test(recording(i)));
    }

    /**
     * The examples of some classes; rows are shared, not copied.
     *
     * @param wanted in increasing order
     */
    public Examples ofClasses(int[] wanted) {
        return part(i -> Arrays.binarySearch(wanted, label(i)) >= 0);
    }

    private Examples part(IntPredicate examples) {
        Examples part = new Examples();
        IntStream.range(0, size()).filter(examples).forEach(i -> part.add(features(i), label(i), recording(i)));
        return part;
    }
}
