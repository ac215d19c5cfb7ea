package dev.solera.harness.chaos;

import java.util.List;
import java.util.Map;

/**
 * What became of a disturbed run.
 *
 * @param deaths in the order in which they were
 * @param replayed steps that were trained again, by module
 * @param duplicates samples that came again and were dropped, by depth of the topic
 * @param unseen samples that were deleted before the account's tap read them, by depth of the topic
 * @param faults what is wrong with what the run left; nothing where it is as if nothing had happened
 */
public record ChaosReport(
        List<Death> deaths,
        Map<Integer, Long> replayed,
        Map<Integer, Long> duplicates,
        Map<Integer, Long> unseen,
        List<String> faults) {

    /**
     * The death of a process.
     *
     * @param process its name
     * @param how killed, or the place where it crashed
     * @param progress of the run then, from 0 to 1
     */
    public record Death(String process, String how, double progress) {}

    public ChaosReport {
        deaths = List.copyOf(deaths);
        replayed = Map.copyOf(replayed);
        duplicates = Map.copyOf(duplicates);
        unseen = Map.copyOf(unseen);
        faults = List.copyOf(faults);
    }

    /** Steps that were trained again, over all modules. */
    public long stepsReplayed() {
        return replayed.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Samples that nobody can account for, over all topics. */
    public long samplesUnseen() {
        return unseen.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Samples that came again and were dropped, over all topics. */
    public long duplicatesDropped() {
        return duplicates.values().stream().mapToLong(Long::longValue).sum();
    }
}
