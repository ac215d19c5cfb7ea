package dev.solera.benchmarks.cost;

import dev.solera.benchmarks.measure.ProcFiles;
import dev.solera.benchmarks.measure.RunningStack;
import dev.solera.benchmarks.measure.TopicBytes;
import dev.solera.harness.process.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where a pipeline's time and bytes go.
 *
 * @param secondsPerStep of processor, by what for, for a step of all modules
 * @param busy part of the time that each module trains, 0 to 1, by number
 * @param topics bytes of a sample in the topics, by depth
 */
public record Usage(Map<Work, Double> secondsPerStep, List<Double> busy, Map<Integer, TopicBytes> topics) {

    public Usage {
        secondsPerStep = Map.copyOf(secondsPerStep);
        busy = List.copyOf(busy);
        topics = Map.copyOf(topics);
    }

    /** Processor time that the processes have used so far, by what for. What threads that have ended used is the rest. */
    static Map<Work, Duration> soFar(RunningStack running) throws IOException {
        Map<Work, Duration> used = new EnumMap<>(Work.class);
        for (ChildProcess process : running.stack().processes()) {
            Duration ofThreads = Duration.ZERO;
            for (Map.Entry<String, Duration> thread :
                    ProcFiles.threadTimes(process.pid()).entrySet()) {
                used.merge(Work.of(process.name(), thread.getKey()), thread.getValue(), Duration::plus);
                ofThreads = ofThreads.plus(thread.getValue());
            }
            used.merge(
                    Work.of(process.name(), ""),
                    ProcFiles.processorTime(process.pid()).minus(ofThreads),
                    Duration::plus);
        }
        return used;
    }
}
