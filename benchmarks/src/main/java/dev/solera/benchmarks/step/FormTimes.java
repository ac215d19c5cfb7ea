package dev.solera.benchmarks.step;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * What the modules took in one form.
 *
 * @param form which
 * @param modules by number
 */
record FormTimes(StepForm form, List<ModuleTimes> modules) {

    /**
     * What one module took.
     *
     * @param steps one a round
     * @param peak memory above that of a process without a module, bytes
     */
    record ModuleTimes(List<StepTime> steps, long peak) {

        ModuleTimes {
            steps = List.copyOf(steps);
        }

        double median(ToDoubleFunction<StepTime> quantity) {
            return new Median().evaluate(steps.stream().mapToDouble(quantity).toArray());
        }
    }

    FormTimes {
        modules = List.copyOf(modules);
    }

    /** A step of all modules, in every round. */
    ModuleTimes stack() {
        List<StepTime> sums = IntStream.range(0, modules.get(0).steps().size())
                .mapToObj(round -> modules.stream()
                        .map(module -> module.steps().get(round))
                        .reduce(new StepTime(0, 0), StepTime::plus))
                .toList();
        return new ModuleTimes(
                sums, modules.stream().mapToLong(ModuleTimes::peak).max().orElseThrow());
    }
}
