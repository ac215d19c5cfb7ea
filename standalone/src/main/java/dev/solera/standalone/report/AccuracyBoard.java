package dev.solera.standalone.report;

import dev.solera.stream.TelemetryEvent.Accuracy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The newest accuracies of a run, by label, depth and network; those of the evaluation pass and rolling ones apart. */
public final class AccuracyBoard {

    /** The representation that modules learned. */
    public static final String TRAINED = "trained";

    /** The same network with its first parameters. */
    public static final String UNTRAINED = "untrained";

    /** The input itself, at depth 0. */
    public static final String RAW = "raw";

    private record Key(String label, int depth, String network) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::label).thenComparing(Key::depth).thenComparing(Key::network);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final Map<Key, Accuracy> measured = new TreeMap<>();
    private final Map<Key, Accuracy> rolling = new TreeMap<>();

    public void add(Accuracy accuracy) {
        Key key = new Key(accuracy.label(), accuracy.depth(), accuracy.network());
        (accuracy.rolling() ? rolling : measured).put(key, accuracy);
    }

    /** Whether the evaluation pass gave no row yet. */
    public boolean isEmpty() {
        return measured.isEmpty();
    }

    /** Labels of the evaluation pass, in alphabetical order. */
    public List<String> labels() {
        return measured.keySet().stream().map(Key::label).distinct().toList();
    }

    /** Depths of the evaluation pass with a row for {@code label}, from the input downstream. */
    public List<Integer> depths(String label) {
        return measured.keySet().stream()
                .filter(key -> key.label().equals(label))
                .map(Key::depth)
                .distinct()
                .toList();
    }

    /** The row of the evaluation pass. */
    public Optional<Accuracy> find(String label, int depth, String network) {
        return Optional.ofNullable(measured.get(new Key(label, depth, network)));
    }

    /** The raw input's row: the same at every depth. */
    public Optional<Accuracy> raw(String label) {
        return find(label, 0, RAW);
    }

    /**
     * The trained depth whose validation accuracy is the highest; of equals the one nearer to the input, none where nothing was
     * validated.
     */
    public Optional<Accuracy> best(String label) {
        return measured.values().stream()
                .filter(row -> row.label().equals(label) && row.network().equals(TRAINED))
                .filter(row -> !Double.isNaN(row.validation()))
                .min(Comparator.comparingDouble((Accuracy row) -> -row.validation())
                        .thenComparing(Accuracy::depth));
    }

    /** The newest rolling accuracy of every label and depth, while modules learn. */
    public List<Accuracy> rolling() {
        return List.copyOf(rolling.values());
    }
}
