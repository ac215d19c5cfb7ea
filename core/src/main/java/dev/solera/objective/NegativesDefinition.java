package dev.solera.objective;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.definition.Spelling;

/**
 * Where the negatives of InfoNCE come from.
 *
 * @param form one pool for the whole batch, or a draw for each position
 * @param count M: negatives that a positive is told from; of other sequences as many less as are of its own sample
 * @param from the positions that they are drawn from
 */
public record NegativesDefinition(Form form, int count, From from) {

    /** How negatives are shared among positions. */
    public enum Form {
        /** The authors' form: each position draws its own, over all positions of all samples of the batch. */
        PER_POSITION,
        /** One pool a batch for all positions and prediction steps, a position's own positive masked. */
        SHARED
    }

    /** The positions that negatives are drawn from. */
    public enum From {
        /** Every position of every sample of the batch. */
        SEQUENCE,
        /** Those of the sub-windows. */
        SUB_WINDOW,
        /** Every position of every sample of the batch; those of a positive's own sample are left out of what it is told from. */
        OTHER_SEQUENCES
    }

    public NegativesDefinition {
        require(form != null, "form", null, "per-position, shared");
        require(count >= 1, "count", count, "1 or more");
        from = from == null ? From.SEQUENCE : from;
        require(
                form == Form.SHARED || from == From.SEQUENCE,
                "from",
                Spelling.of(from),
                "sequence, where form is per-position");
    }
}
