package dev.solera.benchmarks.step;

import dev.solera.benchmarks.measure.ProcFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that makes training steps of one module, and waits in between, so that others may make theirs in turn. */
final class WorkerProcess implements AutoCloseable {

    static final String PREPARE = "prepare";
    private static final String STEP = "step";

    private static final String LOADED = "loaded ";
    private static final String PREPARED = "prepared";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final Writer commands;
    private String engine = "";
    private long idle;

    /**
     * Starts it, and does not wait for it.
     *
     * @param log for what it says beside its answers
     */
    WorkerProcess(List<String> command, Path log) throws IOException {
        this.log = log;
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.to(log.toFile()));
        // As ./solera has it: threads that wait should sleep.
        builder.environment().putIfAbsent("GOMP_SPINCOUNT", "0");
        process = builder.start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    /** Waits until its engine is loaded, and reads how much memory it has by then. */
    void awaitLoaded() throws IOException {
        String answer = answer();
        require(answer.startsWith(LOADED), answer, LOADED + "ENGINE");
        engine = answer.substring(LOADED.length());
        idle = ProcFiles.residentBytes(process.pid());
    }

    /** Which engine, and of what version. */
    String engine() {
        return engine;
    }

    /**
     * Asks for the module, and for a step that does not count, in which whatever is compiled is compiled. It does not wait, as many
     * processes do that at the same time in less.
     */
    void beginPreparing() throws IOException {
        tell(PREPARE);
        tell(STEP);
    }

    void awaitPrepared() throws IOException {
        String answer = answer();
        require(answer.equals(PREPARED), answer, PREPARED);
        time(answer());
    }

    StepTime step() throws IOException {
        tell(STEP);
        return time(answer());
    }

    private StepTime time(String answer) {
        double[] numbers =
                Arrays.stream(answer.split(" ")).mapToDouble(this::number).toArray();
        require(numbers.length == 3, answer, "seconds, seconds of processor and a loss");
        if (!Double.isFinite(numbers[2])) {
            throw failure("made a step of loss " + numbers[2]);
        }
        return new StepTime(numbers[0], numbers[1]);
    }

    /** Floating-point operations a second of a product of square matrices. */
    double matrix(int size, String precision) throws IOException {
        tell("matrix %d %s".formatted(size, precision));
        return number(answer());
    }

    /** The most memory that it has had, bytes. */
    long peak() throws IOException {
        return ProcFiles.peakBytes(process.pid());
    }

    /** What of it it did not have without a module. */
    long peakAboveIdle() throws IOException {
        return Math.max(0, peak() - idle);
    }

    private void tell(String command) throws IOException {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw ended();
        }
    }

    private String answer() throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw ended();
        }
        return answer;
    }

    private double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw failure("answered '%s', which is no number".formatted(text));
        }
    }

    private void require(boolean holds, String answer, String allowed) {
        if (!holds) {
            throw failure("answered '%s'; allowed: %s".formatted(answer, allowed));
        }
    }

    /** One that closed its output has ended or is about to; its status tells what ended it where it says nothing: 128 and a signal's number. */
    private WorkerFailedException ended() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return failure("ended its answers and goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failure("was not waited for");
        }
        return failure("ended with status " + process.exitValue());
    }

    /** Its last line says what went wrong, in Python as in Java's errors of one line. */
    private WorkerFailedException failure(String what) {
        return new WorkerFailedException("the process %s: %s (%s)".formatted(what, lastLine(), log.getFileName()));
    }

    private String lastLine() {
        try {
            List<String> lines = Files.readAllLines(log).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.isEmpty()
                    ? "nothing was said"
                    : lines.get(lines.size() - 1).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
