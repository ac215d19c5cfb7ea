package dev.solera.objective;

import java.util.random.RandomGenerator;

/**
 * Draws the sub-windows and negatives of a step from the generator of (seed, module, step), so that a replayed step draws
 * the same. Padding is never drawn.
 *
 * @param loss the module's
 * @param steps time steps of a full window at the encoder's output
 */
record LossPlanner(InfoNceDefinition loss, int steps) {

    /** @param valid steps of each sample of the batch that are not padding, 1 to {@code steps} */
    LossPlan plan(int[] valid, RandomGenerator random) {
        int window = Math.min(loss.subWindow(), steps);
        int[] begins = new int[valid.length];
        for (int b = 0; b < valid.length; b++) {
            begins[b] = random.nextInt(Math.max(0, valid[b] - window) + 1);
        }
        return new LossPlan(window, begins, valid, loss.predictionSteps(), negatives(window, begins, valid, random));
    }

    private Negatives negatives(int window, int[] begins, int[] valid, RandomGenerator random) {
        NegativesDefinition definition = loss.negatives();
        if (definition.form() == NegativesDefinition.Form.PER_POSITION) {
            int[] candidates = candidates(new int[valid.length], valid);
            int[][] rows = new int[definition.count()][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = permutations(candidates, valid.length * steps, random);
            }
            return new Negatives.PerPosition(rows);
        }
        int[] candidates = definition.from() == NegativesDefinition.From.SUB_WINDOW
                ? candidates(begins, ends(window, begins, valid))
                : candidates(new int[valid.length], valid);
        int count = Math.min(definition.count(), candidates.length);
        drawToFront(candidates, count, random);
        int[] sample = new int[count];
        int[] time = new int[count];
        for (int j = 0; j < count; j++) {
            sample[j] = candidates[j] / steps;
            time[j] = candidates[j] % steps;
        }
        return new Negatives.Shared(sample, time, definition.from() == NegativesDefinition.From.OTHER_SEQUENCES);
    }

    private static int[] ends(int window, int[] begins, int[] valid) {
        int[] ends = new int[begins.length];
        for (int b = 0; b < ends.length; b++) {
            ends[b] = Math.min(begins[b] + window, valid[b]);
        }
        return ends;
    }

    /** Rows of the flattened {@code [batch, steps]} from {@code begins} to {@code ends} of each sample. */
    private int[] candidates(int[] begins, int[] ends) {
        int size = 0;
        for (int b = 0; b < begins.length; b++) {
            size += ends[b] - begins[b];
        }
        int[] rows = new int[size];
        int next = 0;
        for (int b = 0; b < begins.length; b++) {
            for (int t = begins[b]; t < ends[b]; t++) {
                rows[next++] = b * steps + t;
            }
        }
        return rows;
    }

    /** Permutations of {@code candidates}, one after the other, until {@code length} is reached. */
    private static int[] permutations(int[] candidates, int length, RandomGenerator random) {
        int[] rows = new int[length];
        int[] permuted = candidates.clone();
        for (int filled = 0; filled < length; filled += permuted.length) {
            int part = Math.min(permuted.length, length - filled);
            drawToFront(permuted, part, random);
            System.arraycopy(permuted, 0, rows, filled, part);
        }
        return rows;
    }

    /** Draws {@code count} of the values without replacement, which then come first. */
    static void drawToFront(int[] values, int count, RandomGenerator random) {
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(values.length - i);
            int drawn = values[j];
            values[j] = values[i];
            values[i] = drawn;
        }
    }
}
