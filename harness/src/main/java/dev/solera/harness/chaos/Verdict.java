package dev.solera.harness.chaos;

import dev.solera.pipeline.Placement;
import dev.solera.standalone.reproduce.Oracle;
import dev.solera.standalone.reproduce.ParameterCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares what a disturbed run left with what it had to come to, bit for bit. */
public final class Verdict {

    private Verdict() {}

    /**
     * @param placement of the modules: who hands on in memory has no topic to end
     * @param modules folder of the parameter files
     * @return what is wrong; nothing where it is as if nothing had happened
     */
    public static List<String> faults(Oracle oracle, Placement placement, Path modules, Account account)
            throws IOException {
        List<String> faults = new ArrayList<>(account.faults());
        faults.addAll(account.faults(0, oracle.input()));
        int depth = oracle.parameters().size();
        for (int module = 1; module <= depth; module++) {
            faults.addAll(ParameterCheck.faults(module, oracle.parameters().get(module - 1), modules));
            faults.addAll(account.snapshots().faults(module, oracle.snapshots().get(module - 1)));
            if (placement.hasTopic(module) && !account.ended(module)) {
                faults.add("depth %d: no end".formatted(module));
            }
        }
        faults.addAll(account.faults(depth, oracle.top()));
        return faults;
    }
}
