package dev.solera.probe.classifier;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS for smooth convex functions: the two-loop recursion of Nocedal and Wright, <i>Numerical
 * Optimization</i>, algorithm 7.4, with a backtracking line search. What the function knows of its second derivatives stands for
 * their inverse at first, scaled by the newest step as the book's identity is (7.20).
 *
 * <p>Own code after a look at the libraries: docs/decisions/0003-probe-optimiser.md.
 */
final class Lbfgs {

    private static final int HISTORY = 10;
    private static final int MAX_HALVINGS = 30;
    /** Armijo's constant: the part of the predicted decrease that a step has to keep. */
    private static final double SUFFICIENT = 1e-4;

    /** A function with its gradient. */
    @FunctionalInterface
    interface Objective {

        /**
         * Turns a gradient into a step, by a positive definite matrix that is near the inverse of the second derivatives: the nearer,
         * the fewer steps. The same matrix at every call. By itself the gradient stays as it is.
         */
        default void precondition(double[] gradient) {}

        /**
         * @param at the point
         * @param gradient receives the gradient at the point
         * @return the function's value there
         */
        double evaluate(double[] at, double[] gradient);
    }

    /** One step of the past: s the change of the point, y that of the gradient. */
    private record Correction(double[] s, double[] y, double rho) {}

    private final Objective objective;
    private final Deque<Correction> history = new ArrayDeque<>();
    private double[] point;
    private double[] gradient;
    private double value;
    /** Of the preconditioned gradient, by which it has the newest step's length. */
    private double scale = 1;

    private Lbfgs(Objective objective, int size) {
        this.objective = objective;
        this.point = new double[size];
        this.gradient = new double[size];
        this.value = objective.evaluate(point, gradient);
    }

    /**
     * The minimum, searched from the origin.
     *
     * @param size of the point
     * @param iterations at most
     * @param tolerance of the gradient's largest element, where the search ends early
     */
    static double[] minimise(Objective objective, int size, int iterations, double tolerance) {
        Lbfgs search = new Lbfgs(objective, size);
        for (int i = 0; i < iterations && search.largestSlope() > tolerance; i++) {
            if (!search.step()) {
                break;
            }
        }
        return search.point;
    }

    private double largestSlope() {
        double largest = 0;
        for (double slope : gradient) {
            largest = Math.max(largest, Math.abs(slope));
        }
        return largest;
    }

    /** One line search; false where no step gives less, which is where the arithmetic's precision ends. */
    private boolean step() {
        double[] direction = direction();
        double slope = dot(direction, gradient);
        double length = history.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
        for (int i = 0; i < MAX_HALVINGS; i++) {
            double[] next = new double[point.length];
            for (int j = 0; j < next.length; j++) {
                next[j] = point[j] + length * direction[j];
            }
            double[] nextGradient = new double[point.length];
            double nextValue = objective.evaluate(next, nextGradient);
            if (nextValue <= value + SUFFICIENT * length * slope) {
                remember(next, nextGradient);
                point = next;
                gradient = nextGradient;
                value = nextValue;
                return true;
            }
            length /= 2;
        }
        return false;
    }

    private double[] direction() {
        double[] q = gradient.clone();
        double[] alpha = new double[history.size()];
        int i = 0;
        for (Correction c : history) {
            alpha[i] = c.rho * dot(c.s, q);
            add(q, -alpha[i++], c.y);
        }
        objective.precondition(q);
        scale(q, scale);
        for (Iterator<Correction> oldestFirst = history.descendingIterator(); oldestFirst.hasNext(); ) {
            Correction c = oldestFirst.next();
            add(q, alpha[--i] - c.rho * dot(c.y, q), c.s);
        }
        scale(q, -1);
        return q;
    }

    private void remember(double[] next, double[] nextGradient) {
        double[] s = next.clone();
        add(s, -1, point);
        double[] y = nextGradient.clone();
        add(y, -1, gradient);
        double curvature = dot(s, y);
        if (curvature > 1e-12 * dot(y, y)) {
            if (history.size() == HISTORY) {
                history.removeLast();
            }
            history.addFirst(new Correction(s, y, 1 / curvature));
            double[] step = y.clone();
            objective.precondition(step);
            scale = curvature / dot(y, step);
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] to, double factor, double[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * what[i];
        }
    }

    private static void scale(double[] what, double factor) {
        for (int i = 0; i < what.length; i++) {
            what[i] *= factor;
        }
    }
}
