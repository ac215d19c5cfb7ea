package dev.solera.standalone.reproduce;

import dev.solera.activation.Safetensors;
import dev.solera.checkpoint.ParameterFile;
import dev.solera.encoder.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Compares a module's parameter file with what it has to hold, bit for bit. */
public final class ParameterCheck {

    private ParameterCheck() {}

    /**
     * @param folder of the parameter files
     * @return what is wrong with one module's; nothing where every parameter has the same bits
     */
    public static List<String> faults(int module, Map<String, Parameter> expected, Path folder) throws IOException {
        Safetensors file = Safetensors.read(ParameterFile.of(folder, module));
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
