package dev.solera.objective;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * All that chance decides in one step over grids of patches.
 *
 * @param grid what predicts what
 * @param negatives what positives are told from
 */
record VerticalPlan(Grid grid, Negatives negatives) {

    /**
     * The patches of a batch, counted row by row, in a row column by column, at a place image by image: what lies some rows further
     * down in all images is one stretch then, and a context's positive stands a fixed way behind it.
     *
     * @param side rows, and columns
     * @param batch images
     * @param predictionSteps K
     * @param skipRows rows between a context and its first positive
     */
    record Grid(int side, int batch, int predictionSteps, int skipRows) {

        /** Contexts that have a positive k steps ahead: the first so many patches. */
        int contexts(int k) {
            return (side - skipRows - k) * side * batch;
        }

        /** How far behind a context its positive of step k stands. */
        int ahead(int k) {
            return (skipRows + k) * side * batch;
        }

        /** Terms of the loss: from the furthest prediction step to the nearest, in each of them context by context. */
        int terms() {
            return IntStream.rangeClosed(1, predictionSteps).map(this::contexts).sum();
        }

        /** Weight of every term: the loss is the mean over prediction steps of each step's mean over its contexts. */
        float[] weights() {
            float[] weights = new float[terms()];
            int next = 0;
            for (int k = predictionSteps; k >= 1; k--) {
                int end = next + contexts(k);
                Arrays.fill(weights, next, end, (float) (1.0 / ((double) contexts(k) * predictionSteps)));
                next = end;
            }
            return weights;
        }
    }

    /** Patches that positives are told from. */
    sealed interface Negatives {

        /** M: negatives a context. */
        int count();

        /**
         * The authors' form: every context its own, drawn with replacement from all positives of its prediction step.
         *
         * @param count M
         * @param patches for each prediction step M a context, {@code [contexts, M]}, counted from the first positive
         */
        record PerPosition(int count, long[][] patches) implements Negatives {

            private static Negatives draw(Grid grid, int count, RandomGenerator random) {
                long[][] patches = new long[grid.predictionSteps()][];
                for (int k = 1; k <= patches.length; k++) {
                    int positives = grid.contexts(k);
                    patches[k - 1] = new long[Math.multiplyExact(positives, count)];
                    for (int i = 0; i < patches[k - 1].length; i++) {
                        patches[k - 1][i] = random.nextInt(positives);
                    }
                }
                return new PerPosition(count, patches);
            }
        }

        /**
         * One pool for the whole batch, drawn without replacement from all that is a positive of some prediction step.
         *
         * @param patches counted from the first of the grid
         */
        record Shared(long[] patches) implements Negatives {

            private static Negatives draw(Grid grid, int count, RandomGenerator random) {
                int all = grid.side() * grid.side() * grid.batch();
                int[] candidates = IntStream.range(grid.ahead(1), all).toArray();
                int drawn = Math.min(count, candidates.length);
                LossPlanner.drawToFront(candidates, drawn, random);
                return new Shared(
                        IntStream.range(0, drawn).mapToLong(j -> candidates[j]).toArray());
            }

            @Override
            public int count() {
                return patches.length;
            }
        }
    }

    /** Draws from the generator of (seed, module, step), so that a replayed step draws the same. */
    static VerticalPlan draw(Grid grid, VerticalInfoNceDefinition.Negatives negatives, RandomGenerator random) {
        return new VerticalPlan(
                grid,
                switch (negatives.form()) {
                    case PER_POSITION -> Negatives.PerPosition.draw(grid, negatives.count(), random);
                    case SHARED -> Negatives.Shared.draw(grid, negatives.count(), random);
                });
    }
}
