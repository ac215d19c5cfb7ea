package dev.solera.gateway.inference;

/** The elements of a tensor, row-major. */
sealed interface TensorData {

    /** How many they are. */
    int size();

    /** Floats of 32 bits. */
    record Floats(float[] values) implements TensorData {
        @Override
        public int size() {
            return values.length;
        }
    }

    /** Whole numbers of 64 bits. */
    record Longs(long[] values) implements TensorData {
        @Override
        public int size() {
            return values.length;
        }
    }
}
