package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@link LockStepBits} in a process of its own, since the engine's libraries choose their instructions when they are loaded. */
final class LockStepProcess {

    private LockStepProcess() {}

    /**
     * @param definition name of a bundled one, or a file
     * @param environment variables beside those of this process, without any that hold it to instructions
     * @param folder for what it prints as errors
     * @return hashes by the part that they are of
     */
    static Map<String, String> train(String definition, int steps, Map<String, String> environment, Path folder)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LockStepBits.class.getName()));
        command.addAll(List.of(definition, Integer.toString(steps)));
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        CpuLevel.VARIABLES.forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("status; it printed: %s", Files.readString(errors))
                .isZero();
        return printed.lines()
                .filter(line -> line.matches("[a-z0-9-]+=[0-9a-f]{16}")) // and no warning of a logger
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (one, other) -> one, TreeMap::new));
    }
}
