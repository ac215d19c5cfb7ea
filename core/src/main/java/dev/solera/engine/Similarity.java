package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** How alike what is predicted and a candidate are. */
public sealed interface Similarity {

    /** Their product, {@code zᵀ p}: longer predictions and longer candidates are more alike. */
    Similarity PRODUCT = new Product();

    /**
     * Candidates as they enter a product with predictions.
     *
     * @param rows {@code [candidates, hidden]}
     */
    NDArray candidates(NDArray rows);

    /**
     * Predictions as they enter a product with candidates.
     *
     * @param rows {@code [..., hidden]}, in whatever type of numbers
     */
    NDArray predictions(NDArray rows);

    /** The rows as they are. */
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
     * The cosine of the angle between them, over a temperature: {@code zᵀ p / (|z| |p| τ)}.
     *
     * <p>A row shorter than a thousandth has no direction: a ReLU can leave one of zeros. Its cosine is 0 and no gradient goes there, where
     * dividing by a length next to nothing would make one next to infinite.
     *
     * @param temperature τ, more than 0
     */
    record Cosine(double temperature) implements Similarity {

        private static final ScriptedFunction DIRECTIONS =
                new ScriptedFunction(List.of("rows", "temperature"), "Tensor", """
                lengths = torch.linalg_vector_norm(rows, 2, [-1], True, dtype=6)
                long = torch.to(torch.gt(lengths, 1e-3), 6)
                factors = torch.div(long, torch.mul(torch.clamp_min(lengths, 1e-3), temperature))
                return torch.type_as(torch.mul(rows, factors), rows)
                """);

        public Cosine {
            if (!(temperature > 0)) {
                throw new IllegalArgumentException("temperature is %s; allowed: more than 0".formatted(temperature));
            }
        }

        @Override
        public NDArray candidates(NDArray rows) {
            return directions(rows, 1);
        }

        @Override
        public NDArray predictions(NDArray rows) {
            return directions(rows, temperature);
        }

        private static NDArray directions(NDArray rows, double temperature) {
            NDArray number = rows.getManager().create(new float[] {(float) temperature});
            return DIRECTIONS.call(rows, number).singletonOrThrow();
        }
    }
}
