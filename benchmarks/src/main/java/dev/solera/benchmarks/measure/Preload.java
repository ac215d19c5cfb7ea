package dev.solera.benchmarks.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The variable by which Linux loads a library into a process before the process' own. */
public final class Preload {

    public static final String VARIABLE = "LD_PRELOAD";

    private Preload() {}

    /**
     * The dynamic linker only warns where it does not find a library, and the process runs without it.
     *
     * @param library its soname
     * @param debianPackage the package that has it on Debian and Ubuntu
     * @throws IllegalStateException where a process that is started with it does not have it
     */
    public static void require(String library, String debianPackage) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("cat", "/proc/self/maps").redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(VARIABLE, library);
        Process process = builder.start();
        String maps = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        if (!maps.contains(library)) {
            throw new IllegalStateException(
                    "%s is not found by the dynamic linker; allowed: installed, as by apt-get install %s"
                            .formatted(library, debianPackage));
        }
    }
}
