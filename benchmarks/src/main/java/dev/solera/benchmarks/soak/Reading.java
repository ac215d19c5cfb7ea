package dev.solera.benchmarks.soak;

import dev.solera.benchmarks.measure.BrokerDisk;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was read at one moment.
 *
 * @param step that all modules had made
 * @param seconds since the beginning
 * @param resident bytes in RAM, by process, in the order of names
 * @param disk of the broker
 */
public record Reading(long step, double seconds, SortedMap<String, Long> resident, BrokerDisk disk) {

    public Reading {
        resident = Collections.unmodifiableSortedMap(new TreeMap<>(resident));
    }
}
