package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** How alike what is predicted and a candidate are. */
public sealed interface Similarity {

    /** Their product. */
    Similarity PRODUCT = new Product();

    /** Candidates as they enter a product with predictions, {@code [candidates, hidden]}. */
    NDArray candidates(NDArray rows);

    /** Predictions as they enter a product with candidates, {@code [terms, hidden]}. */
    NDArray predictions(NDArray rows);

    /** The product {@code zᵀ p}: longer predictions and longer candidates are more alike. */
    record Product() implements Similarity {

        @Override
        public NDArray candidates(NDArray rows) {
            return rows;
        }

        @Override
        public NDArray predictions(NDArray rows) {
            return rows;
        }
    }

    /**
     * The cosine of the angle between them, over a temperature: {@code zᵀ p / (|z| |p| τ)}. Of a row of zeros it is 0, and no gradient goes there.
     *
     * @param temperature τ
     */
    record Cosine(double temperature) implements Similarity {

        /**
         * What makes rows as long as one over the scale, and nothing of what is shorter than any encoding: a ReLU can leave a row of zeros, and what
         * would make it longer has no direction and no end.
         */
        static final String INVERSE_LENGTHS = """
                lengths = torch.linalg_vector_norm(rows, 2, [-1], True, dtype=6)
                inverse = torch.div(torch.to(torch.gt(lengths, 1e-12), 6), torch.mul(torch.clamp_min(lengths, 1e-12), scale))
                """;

        private static final ScriptedFunction DIRECTIONS = new ScriptedFunction(
                List.of("rows", "scale"), "Tensor", INVERSE_LENGTHS + "return torch.mul(rows, inverse)");

        @Override
        public NDArray candidates(NDArray rows) {
            return directions(rows, 1);
        }

        @Override
        public NDArray predictions(NDArray rows) {
            return directions(rows, temperature);
        }

        /** The temperature, where a script takes it: {@code [1]}. */
        NDArray scale(NDArray like) {
            return scale(like, temperature);
        }

        private static NDArray directions(NDArray rows, double scale) {
            return DIRECTIONS.call(rows, scale(rows, scale)).singletonOrThrow();
        }

        private static NDArray scale(NDArray like, double scale) {
            return like.getManager().create(new float[] {(float) scale});
        }
    }
}
