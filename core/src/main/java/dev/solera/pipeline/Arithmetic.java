package dev.solera.pipeline;

/**
 * In which numbers the products of modules are computed: convolutions, and those of matrices in a loss over what encoders make. All
 * else is float32 in any case.
 */
public enum Arithmetic {
    /** Single precision. */
    FLOAT32,
    /** Factors rounded to bfloat16, summed up in single precision. */
    BFLOAT16,
    /** Whichever of the two is right for the machine that a run begins on: what is run has one of them. */
    AUTO;

    /** What need not be written down, as it is in force where nothing is said. Jackson asks it what equals it. */
    static final class WithoutSaying {

        @Override
        public boolean equals(Object other) {
            return other == FLOAT32;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }
}
