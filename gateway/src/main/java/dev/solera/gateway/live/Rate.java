package dev.solera.gateway.live;

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a counter grows, over the last seconds that it was told in. Not thread-safe. */
final class Rate {

    private static final long WINDOW_MILLIS = 10_000;
    private static final long SILENCE_MILLIS = 5_000;
    private static final int MOST_POINTS = 256;

    private record Point(long time, double total) {}

    private final Deque<Point> points = new ArrayDeque<>();

    /** Takes in the counter at a time; one that is lower than before has begun anew with its process. */
    void told(long time, double total) {
        if (!points.isEmpty()
                && (total < points.getLast().total() || time < points.getLast().time())) {
            points.clear();
        }
        points.addLast(new Point(time, total));
        while (points.size() > MOST_POINTS || points.getFirst().time() < time - WINDOW_MILLIS && points.size() > 2) {
            points.removeFirst();
        }
    }

    /** A second; 0 where nothing was told for a while. */
    double at(long now) {
        if (points.size() < 2 || now - points.getLast().time() > SILENCE_MILLIS) {
            return 0;
        }
        Point first = points.getFirst();
        Point last = points.getLast();
        return last.time() > first.time() ? 1000 * (last.total() - first.total()) / (last.time() - first.time()) : 0;
    }
}
