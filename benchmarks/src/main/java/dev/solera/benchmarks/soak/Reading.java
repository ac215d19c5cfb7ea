package dev.solera.benchmarks.soak;

import dev.solera.benchmarks.measure.BrokerDisk;
import java.util.Map;

/**
 * What was read at one moment.
 *
 * @param step that all modules had made
 * @param seconds since the beginning
 * @param resident bytes in RAM, by process
 * @param disk of the broker
 */
public record Reading(long step, double seconds, Map<String, Long> resident, BrokerDisk disk) {

    public Reading {
        resident = Map.copyOf(resident);
    }
}
