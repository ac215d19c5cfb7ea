package dev.solera.benchmarks.serve;

import dev.solera.definition.InvalidDefinitionException;
import java.time.Duration;
import java.util.List;

/**
 * How the gateway is asked.
 *
 * @param connections numbers of clients that ask at the same time, one measurement each
 * @param length of each measurement
 * @param warmUp before it
 */
public record ServeSettings(List<Integer> connections, Duration length, Duration warmUp) {

    public ServeSettings {
        connections = List.copyOf(connections);
        InvalidDefinitionException.require(
                !connections.isEmpty() && connections.stream().allMatch(n -> n >= 1 && n <= 1024),
                "--connections",
                connections,
                "one or more numbers from 1 to 1024");
        InvalidDefinitionException.require(
                length.toMillis() >= 1 && !warmUp.isNegative(), "--seconds", length.toSeconds(), "1 or more");
    }
}
