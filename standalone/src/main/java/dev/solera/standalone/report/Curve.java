package dev.solera.standalone.report;

import java.util.Arrays;

/**
 * A curve of bounded length: when it is full, neighbouring points are averaged in pairs, and from then on as many
 * arriving points are averaged into one. Its memory does not grow with the run.
 */
public final class Curve {

    private final double[] x;
    private final double[] y;
    private int size;
    private int pointsEach = 1;
    private int pending;
    private double pendingX;
    private double pendingY;

    /** @param capacity even, points that are kept at most */
    public Curve(int capacity) {
        if (capacity < 2 || capacity % 2 != 0) {
            throw new IllegalArgumentException("capacity is %d; allowed: an even number".formatted(capacity));
        }
        x = new double[capacity];
        y = new double[capacity];
    }

    public void add(double nextX, double nextY) {
        pendingX += nextX;
        pendingY += nextY;
        pending++;
        if (pending == pointsEach) {
            x[size] = pendingX / pending;
            y[size] = pendingY / pending;
            size++;
            pending = 0;
            pendingX = 0;
            pendingY = 0;
            if (size == x.length) {
                halve();
            }
        }
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public double[] x() {
        return Arrays.copyOf(x, size);
    }

    public double[] y() {
        return Arrays.copyOf(y, size);
    }

    /**
     * The y of every point averaged with its neighbours, {@code reach} to either side: fewer at the beginning, where curves
     * are steep, and as many as there are at the end, where they are flat.
     */
    public double[] smoothed(int reach) {
        double[] smooth = new double[size];
        for (int i = 0; i < size; i++) {
            int width = Math.min(reach, i);
            smooth[i] = Arrays.stream(y, i - width, Math.min(size, i + width + 1))
                    .average()
                    .orElseThrow();
        }
        return smooth;
    }

    private void halve() {
        size /= 2;
        for (int i = 0; i < size; i++) {
            x[i] = (x[2 * i] + x[2 * i + 1]) / 2;
            y[i] = (y[2 * i] + y[2 * i + 1]) / 2;
        }
        pointsEach *= 2;
    }
}
