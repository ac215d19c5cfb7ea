package dev.solera.gateway.live;

import dev.solera.stream.TelemetryEvent.Accuracy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What probes have told: the newest accuracies and how they came to be. Not thread-safe. */
final class ProbeLife {

    private static final int CAPACITY = 500;
    private static final int COLUMNS = 4;

    private record Key(String label, int depth, String network) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::label).thenComparing(Key::depth).thenComparing(Key::network);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final Map<Key, Accuracy> rolling = new TreeMap<>();
    private final Map<Key, Accuracy> measured = new TreeMap<>();
    private final Map<Key, History> histories = new TreeMap<>();

    void told(Accuracy accuracy) {
        Key key = new Key(accuracy.label(), accuracy.depth(), accuracy.network());
        (accuracy.rolling() ? rolling : measured).put(key, accuracy);
        histories
                .computeIfAbsent(key, each -> new History(CAPACITY, COLUMNS))
                .add(accuracy.time(), accuracy.accuracy(), accuracy.low(), accuracy.high());
    }

    /** Accuracies with the history of each. */
    ProbesView view(int rows) {
        return new ProbesView(labels().stream()
                .map(label -> new ProbesView.Label(label, classes(label), rows(label), history(label, rows)))
                .toList());
    }

    /** Accuracies alone. */
    ProbesView newest() {
        return new ProbesView(labels().stream()
                .map(label -> new ProbesView.Label(label, classes(label), rows(label), List.of()))
                .toList());
    }

    private List<String> labels() {
        return histories.keySet().stream().map(Key::label).distinct().toList();
    }

    private int classes(String label) {
        return histories.keySet().stream()
                .filter(key -> key.label().equals(label))
                .mapToInt(key -> newest(key).classes())
                .max()
                .orElse(0);
    }

    private Accuracy newest(Key key) {
        return measured.getOrDefault(key, rolling.get(key));
    }

    private List<ProbesView.Row> rows(String label) {
        List<ProbesView.Row> rows = new ArrayList<>();
        for (Key key : histories.keySet()) {
            if (key.label().equals(label)) {
                rows.add(row(newest(key)));
            }
        }
        return rows;
    }

    private static ProbesView.Row row(Accuracy row) {
        return new ProbesView.Row(
                row.depth(),
                row.network(),
                row.rolling(),
                row.accuracy(),
                row.low(),
                row.high(),
                finite(row.perClass()),
                row.heldOut(),
                finite(row.validation()));
    }

    private static Optional<Double> finite(double value) {
        return Optional.of(value).filter(Double::isFinite);
    }

    private List<ProbesView.Series> history(String label, int rows) {
        return histories.entrySet().stream()
                .filter(entry -> entry.getKey().label().equals(label))
                .map(entry -> series(entry.getKey(), entry.getValue(), rows))
                .toList();
    }

    private static ProbesView.Series series(Key key, History history, int rows) {
        return new ProbesView.Series(
                key.depth(),
                key.network(),
                Arrays.stream(history.column(0, rows)).mapToObj(Math::round).toList(),
                column(history, 1, rows),
                column(history, 2, rows),
                column(history, 3, rows));
    }

    private static List<Float> column(History history, int column, int rows) {
        return Arrays.stream(history.column(column, rows))
                .mapToObj(value -> (float) value)
                .toList();
    }
}
