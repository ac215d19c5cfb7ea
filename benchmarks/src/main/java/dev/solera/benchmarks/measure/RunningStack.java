package dev.solera.benchmarks.measure;

import dev.solera.harness.process.ChildProcess;
import dev.solera.harness.process.ProcessSettings;
import dev.solera.harness.process.ProcessStack;
import dev.solera.harness.process.RecordTap;
import dev.solera.stream.TelemetryCodec;
import dev.solera.stream.Topics;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** A run of processes that is looked at, from its start until it is closed, which kills it; nothing may die before. */
public final class RunningStack implements AutoCloseable {

    private final ProcessStack stack;
    private final StepLog steps;
    private final RecordTap tap;

    /** Starts all of it or, where one of its processes cannot be started, none. */
    public RunningStack(ProcessSettings settings) throws IOException, InterruptedException {
        stack = new ProcessStack(settings);
        steps = new StepLog(settings.definition().depth());
        try {
            stack.processes().forEach(process -> process.start(List.of()));
            tap = tap(settings);
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
    }

    private RecordTap tap(ProcessSettings settings) {
        var telemetry = new TopicPartition(new Topics(settings.definition().pipeline()).telemetry(), 0);
        return new RecordTap(
                "solera-benchmark-tap",
                stack.servers(),
                List.of(telemetry),
                record -> TelemetryCodec.decode(record.value()).ifPresent(steps::accept));
    }

    public ProcessStack stack() {
        return stack;
    }

    public StepLog steps() {
        return steps;
    }

    /** @throws IllegalStateException where a process has ended, or a service cannot go on */
    public void requireSound() {
        tap.requireAlive();
        steps.requireSound();
        for (ChildProcess process : stack.processes()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "%s ended with status %d; see %s".formatted(process.name(), process.status(), process.log()));
            }
        }
    }

    /** Nothing is needed of what the processes would still do in their last seconds, so that they are not asked to stop. */
    @Override
    public void close() throws InterruptedException {
        tap.close();
        kill();
    }

    private void kill() throws InterruptedException {
        for (ChildProcess process : stack.processes()) {
            process.kill();
        }
    }
}
