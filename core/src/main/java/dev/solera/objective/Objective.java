package dev.solera.objective;

import java.util.random.RandomGenerator;

/** What one module learns: draws by chance what a step needs, so that the step itself is computed without any chance. */
public interface Objective {

    /** @param random of this step alone, so that a replayed step draws the same */
    PlannedLoss plan(Batch batch, RandomGenerator random);
}
