package dev.solera.probe.rolling;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Stage;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.feature.Features;
import dev.solera.probe.feature.StackEncoder;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The taps of one run, one a depth with rolling probes; where the input topic is one of them, the untrained stack is probed too. */
public final class RollingTaps {

    private final PipelineDefinition definition;
    private final Features features;
    private final RollingWindows windows;
    private final SortedMap<Integer, RollingTap> taps = new TreeMap<>();

    /**
     * @param depths with rolling probes, in increasing order
     * @param untrained makes the untrained stack, when it is needed
     */
    public RollingTaps(
            PipelineDefinition definition,
            List<Integer> depths,
            Features features,
            RollingWindows windows,
            Supplier<StackEncoder> untrained) {
        this.definition = definition;
        this.features = features;
        this.windows = windows;
        for (int depth : depths) {
            Representation seen = depth == 0 ? Representation.RAW : Representation.trained(depth);
            taps.put(
                    depth,
                    new RollingTap(
                            probes(seen, windows),
                            depth == 0 ? Optional.of(untrained(untrained)) : Optional.empty(),
                            depth == definition.depth()));
        }
    }

    private RollingProbes probes(Representation seen, RollingWindows lookBack) {
        Stage stage = definition.stages().get(seen.depth());
        return new RollingProbes(seen, stage, features, lookBack);
    }

    private UntrainedProbes untrained(Supplier<StackEncoder> stack) {
        SortedMap<Integer, RollingProbes> probes = new TreeMap<>();
        definition.placement().topicDepths().stream()
                .filter(depth -> depth > 0)
                .forEach(depth -> probes.put(depth, probes(Representation.untrained(depth), windows.ofUntrained())));
        return new UntrainedProbes(probes, windows, stack, System::nanoTime);
    }

    /** By depth. */
    public SortedMap<Integer, RollingTap> byDepth() {
        return Collections.unmodifiableSortedMap(taps);
    }

    /** The rolling accuracies of all depths and labels that there is something to tell of. One thread asks at a time. */
    public List<ProbeAccuracy> rows() {
        return taps.values().stream().flatMap(tap -> tap.rows().stream()).toList();
    }
}
