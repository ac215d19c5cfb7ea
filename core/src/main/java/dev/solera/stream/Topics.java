package dev.solera.stream;

/**
 * The names of a pipeline's topics.
 *
 * @param pipeline the definition's name
 */
public record Topics(String pipeline) {

    /** What a stage hands on: 0 for the input, else the outputs of module {@code depth}. */
    public String activations(int depth) {
        return "solera.%s.activations.%d".formatted(pipeline, depth);
    }

    /** Where records of {@link #activations} go that cannot be read. */
    public String deadLetters(int depth) {
        return activations(depth) + ".dlt";
    }

    /** Where it is told which records of a topic that ingest feeds from cannot be read; one partition. */
    public String sourceDeadLetters() {
        return "solera.%s.source.dlt".formatted(pipeline);
    }

    /** Whether a topic is one of this pipeline. */
    public boolean contains(String topic) {
        return topic.startsWith("solera.%s.".formatted(pipeline));
    }

    /** What services tell about themselves, except {@link #positions}; one partition. */
    public String telemetry() {
        return "solera.%s.telemetry".formatted(pipeline);
    }

    /** How far every stage is, and how far back it can be taken, by run and stage; compacted, one partition. */
    public String positions() {
        return "solera.%s.positions".formatted(pipeline);
    }

    /** Snapshots of the parameters of module {@code number}, in chunks; compacted, one partition. */
    public String parameters(int number) {
        return "solera.%s.parameters.%d".formatted(pipeline, number);
    }

    /** What services have to remember of a run; compacted, one partition. */
    public String control() {
        return "solera.%s.control".formatted(pipeline);
    }
}
