package dev.solera.standalone.chaos;

import dev.solera.activation.Safetensors;
import dev.solera.encoder.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Compares what a disturbed run left with what it had to come to, bit for bit. */
public final class Verdict {

    private Verdict() {}

    /**
     * @param modules folder of the parameter files
     * @return what is wrong; nothing where it is as if nothing had happened
     */
    public static List<String> faults(Oracle oracle, Path modules, Account account) throws IOException {
        List<String> faults = new ArrayList<>(account.faults());
        faults.addAll(account.faults(0, oracle.input()));
        int depth = oracle.parameters().size();
        for (int module = 1; module <= depth; module++) {
            faults.addAll(parameters(module, oracle.parameters().get(module - 1), modules));
            if (!account.ended(module)) {
                faults.add("depth %d: no end".formatted(module));
            }
        }
        faults.addAll(account.faults(depth, oracle.top()));
        return faults;
    }

    /** What is wrong with one module's parameter file. */
    static List<String> parameters(int module, Map<String, Parameter> expected, Path folder) throws IOException {
        Safetensors file = Safetensors.read(folder.resolve(module + ".safetensors"));
        List<String> faults = new ArrayList<>();
        expected.forEach((name, parameter) -> {
            float[] found = file.tensor(name).floats();
            int differing = differing(found, parameter.values());
            if (differing > 0) {
                faults.add("module %d: %s differs in %d of %d values"
                        .formatted(module, name, differing, parameter.values().length));
            }
        });
        return faults;
    }

    private static int differing(float[] found, float[] expected) {
        if (found.length != expected.length) {
            return Math.max(found.length, expected.length);
        }
        int differing = 0;
        int at = Arrays.mismatch(found, expected);
        for (int i = Math.max(0, at); at >= 0 && i < found.length; i++) {
            differing += Float.floatToRawIntBits(found[i]) == Float.floatToRawIntBits(expected[i]) ? 0 : 1;
        }
        return differing;
    }
}
