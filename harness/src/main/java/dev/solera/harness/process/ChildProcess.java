package dev.solera.harness.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Java process that can be killed and started again, with the class path of this one. What it prints goes to a file. */
public final class ChildProcess {

    private static final int GRACE_SECONDS = 20;

    private final String name;
    private final List<String> options;
    private final Map<String, String> environment;
    private final String mainClass;
    private final List<String> arguments;
    private final Path log;
    private Optional<Process> process = Optional.empty();

    /**
     * @param options of the virtual machine
     * @param environment beside this process's
     * @param log appended to, from one start to the next
     */
    public ChildProcess(
            String name,
            List<String> options,
            Map<String, String> environment,
            String mainClass,
            List<String> arguments,
            Path log) {
        this.name = name;
        this.options = List.copyOf(options);
        this.environment = Map.copyOf(environment);
        this.mainClass = mainClass;
        this.arguments = List.copyOf(arguments);
        this.log = log;
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    /** @param more options of the virtual machine, for this start alone */
    public void start(List<String> more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(more);
        command.addAll(List.of("-cp", jarsFirst(System.getProperty("java.class.path")), mainClass));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("SOLERA_") || key.startsWith("SPRING_"));
        builder.environment().putAll(environment);
        try {
            process = Optional.of(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be started", e);
        }
    }

    /** An archive of classes, which the options may name, is of the jars that a class path begins with. */
    private static String jarsFirst(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .sorted(Comparator.comparing(entry -> !Files.isRegularFile(Path.of(entry))))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Of the last start. */
    public long pid() {
        return process.map(Process::pid).orElseThrow();
    }

    public boolean isAlive() {
        return process.map(Process::isAlive).orElse(false);
    }

    /** Of the last start, which has to be over. */
    public int status() {
        return process.map(Process::exitValue).orElseThrow();
    }

    /** Waits until the last start has ended, and returns its status. */
    public int await() throws InterruptedException {
        return process.orElseThrow().waitFor();
    }

    /** As {@code kill -9}: it gets no chance to do anything. */
    public void kill() throws InterruptedException {
        if (process.isPresent()) {
            process.get().destroyForcibly().waitFor();
        }
    }

    /** As {@code kill -STOP}: it stands still until it is told to go on. */
    public void pause() throws InterruptedException {
        signal("STOP");
    }

    /** As {@code kill -CONT}. */
    public void goOn() throws InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws InterruptedException {
        String pid = Long.toString(process.map(Process::pid).orElseThrow());
        try {
            int status = new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -%s %s ended with status %d".formatted(name, pid, status));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("kill cannot be started", e);
        }
    }

    /** Another process of the same work, with a log of its own. */
    ChildProcess successor() {
        return new ChildProcess(
                name, options, environment, mainClass, arguments, log.resolveSibling(name + "-successor.log"));
    }

    /** Asks it to stop, and waits for nothing. */
    void askToStop() {
        process.ifPresent(Process::destroy);
    }

    /** Asks it to stop, and kills it where it takes too long. */
    public void stop() throws InterruptedException {
        askToStop();
        if (process.isPresent()) {
            if (!process.get().waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        }
    }
}
