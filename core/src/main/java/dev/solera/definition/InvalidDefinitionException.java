package dev.solera.definition;

/** A definition or setting that nothing can be trained with: the message names the key, the value and what is allowed. */
public class InvalidDefinitionException extends IllegalArgumentException {

    public InvalidDefinitionException(String message) {
        super(message);
    }

    /**
     * @param key the definition's key, with its path where that is known
     * @param value the value that was given
     * @param allowed what is allowed instead
     */
    public static InvalidDefinitionException of(String key, Object value, String allowed) {
        return new InvalidDefinitionException("%s is %s; allowed: %s".formatted(key, value, allowed));
    }

    /** @throws InvalidDefinitionException with this key, value and what is allowed, where something does not hold */
    public static void require(boolean holds, String key, Object value, String allowed) {
        if (!holds) {
            throw of(key, value, allowed);
        }
    }
}
