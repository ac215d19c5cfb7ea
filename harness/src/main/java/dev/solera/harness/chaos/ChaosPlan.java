package dev.solera.harness.chaos;

import dev.solera.harness.process.ProcessStack;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.Placement;
import dev.solera.pipeline.Shuffle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Plans which processes are killed when: the same for the same seed. */
public final class ChaosPlan {

    /** Kills lie between these parts of a run: behind the first checkpoints, before anybody's end. */
    private static final double FIRST = 0.05;

    private static final double LAST = 0.85;

    private ChaosPlan() {}

    /**
     * Every process dies at least once where there are as many kills; the others are drawn. They are spread over the run.
     *
     * @param placement of the pipeline's modules
     */
    public static List<Disturbance> random(int kills, long seed, Placement placement) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> processes = new ArrayList<>(List.of(ProcessStack.BROKER, ProcessStack.INGEST, ProcessStack.PROBE));
        placement.services().stream().map(ModuleRange::service).forEach(processes::add);
        List<String> victims = new ArrayList<>(shuffled(processes, random));
        while (victims.size() < kills) {
            victims.add(processes.get(random.nextInt(processes.size())));
        }
        List<String> order = shuffled(victims.subList(0, kills), random);
        List<Disturbance> plan = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            double at = FIRST + (LAST - FIRST) * (i + random.nextDouble()) / kills;
            plan.add(new Disturbance.Kill(order.get(i), at));
        }
        return List.copyOf(plan);
    }

    private static List<String> shuffled(List<String> names, SplittableRandom random) {
        return Arrays.stream(Shuffle.of(names.size(), random))
                .mapToObj(names::get)
                .toList();
    }
}
