package dev.solera.harness.chaos;

import dev.solera.activation.Sample;
import dev.solera.checkpoint.CrashPoint;
import dev.solera.harness.process.ChildProcess;
import dev.solera.harness.process.ProcessStack;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.pipeline.ModuleRange;
import dev.solera.standalone.reproduce.Oracle;
import dev.solera.standalone.train.IngestSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One run whose processes are made to die: starts them, disturbs them as planned, starts again what died, waits for the end
 * and compares what is left with the lock-step loop's.
 */
public final class ChaosRun {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int CRASHED = 137;

    private final ChaosSettings settings;
    private final Consumer<String> say;
    private final Deque<Disturbance.Timed> timed;
    private final Map<String, Deque<Disturbance.CrashAt>> crashes = new HashMap<>();
    private final Map<String, Long> startAgainAt = new HashMap<>();
    private final Map<ChildProcess, Double> comingBack = new HashMap<>();
    private final List<ChaosReport.Death> deaths = new ArrayList<>();
    private final Supplier<Iterator<Sample>> input;
    private final Account account;
    private final Progress progress;
    private final ProcessStack stack;
    private final long begin = System.nanoTime();

    /**
     * @param plan what happens; kills in any order, crashes of a process in the order given
     * @param say told what happens, a line each
     */
    public ChaosRun(ChaosSettings settings, List<Disturbance> plan, Consumer<String> say) throws IOException {
        this(settings, plan, say, Optional.empty());
    }

    /** @param input the samples of the run, where they do not follow from definition and recordings alone */
    public ChaosRun(
            ChaosSettings settings,
            List<Disturbance> plan,
            Consumer<String> say,
            Optional<Supplier<Iterator<Sample>>> input)
            throws IOException {
        this.settings = settings;
        this.input = input.orElse(this::input);
        this.say = say;
        this.account = new Account(settings.definition().wire().partitions());
        this.progress = new Progress(settings.steps(), settings.definition().depth());
        this.timed = new ArrayDeque<>(plan.stream()
                .filter(Disturbance.Timed.class::isInstance)
                .map(Disturbance.Timed.class::cast)
                .sorted(Comparator.comparingDouble(Disturbance.Timed::progress))
                .toList());
        plan.stream()
                .filter(Disturbance.CrashAt.class::isInstance)
                .map(Disturbance.CrashAt.class::cast)
                .forEach(crash -> crashes.computeIfAbsent(crash.victim(), first -> new ArrayDeque<>())
                        .add(crash));
        this.stack = new ProcessStack(settings.processes());
    }

    /**
     * Runs to the end.
     *
     * @throws IllegalStateException where a process fails, or the run takes longer than its patience
     */
    public ChaosReport run() throws IOException, InterruptedException {
        try (stack) {
            stack.processes().forEach(this::start);
            try (Tap tap = new Tap(settings.definition(), stack.servers(), account, progress::accept)) {
                while (!isOver()) {
                    tap.requireAlive();
                    requirePatience();
                    restartTheDead();
                    disturb();
                    bringBack();
                    Thread.sleep(LOOK.toMillis());
                }
                tap.readToTheEnd();
            }
        }
        say.accept("all services have finished; training in lock-step to compare");
        Oracle oracle = Oracle.of(settings.definition(), input::get);
        List<String> faults =
                new ArrayList<>(Verdict.faults(oracle, settings.definition().placement(), stack.modules(), account));
        timed.forEach(left -> faults.add("planned and not done before the end: " + left));
        comingBack.keySet().forEach(left -> faults.add("did not come back before the end: " + left.name()));
        crashes.values().forEach(queue -> queue.forEach(left -> faults.add("place was never reached: " + left)));
        return new ChaosReport(deaths, progress.replayed(), account.duplicates(), account.unseen(), faults);
    }

    private void start(ChildProcess process) {
        Optional<Disturbance.CrashAt> crash = Optional.ofNullable(
                crashes.getOrDefault(process.name(), new ArrayDeque<>()).peek());
        process.start(crash.map(at -> List.of(
                        "-D%s=%s:%d".formatted(CrashPoint.PROPERTY, at.point().text(), at.times())))
                .orElse(List.of()));
    }

    private boolean isOver() {
        boolean modules = true;
        for (ModuleRange service : settings.definition().placement().services()) {
            modules &= progress.hasFinished(service.service()) && account.ended(service.last());
        }
        return modules && progress.hasFinished(ProcessStack.INGEST) && progress.hasFinished(ProcessStack.PROBE);
    }

    private void requirePatience() {
        if (System.nanoTime() - begin > settings.patience().toNanos()) {
            throw new IllegalStateException("run takes longer than %s at %.0f %%; see %s"
                    .formatted(settings.patience(), 100 * progress.ofRun(), settings.folder()));
        }
        progress.failed().ifPresent(failed -> {
            throw new IllegalStateException("%s failed: %s".formatted(failed.service(), failed.cause()));
        });
    }

    private void restartTheDead() {
        for (ChildProcess process : stack.processes()) {
            Long at = startAgainAt.get(process.name());
            if (at != null) {
                if (System.nanoTime() >= at) {
                    startAgainAt.remove(process.name());
                    start(process);
                }
            } else if (!process.isAlive()) {
                crashed(process);
                start(process);
            }
        }
    }

    private void crashed(ChildProcess process) {
        Deque<Disturbance.CrashAt> planned = crashes.getOrDefault(process.name(), new ArrayDeque<>());
        if (planned.isEmpty() || process.status() != CRASHED) {
            throw new IllegalStateException(
                    "%s ended with status %d; see %s".formatted(process.name(), process.status(), process.log()));
        }
        died(process, planned.remove().point().text());
    }

    private void disturb() throws InterruptedException {
        Disturbance.Timed next = timed.peek();
        if (next == null || progress.ofRun() < next.progress() || startAgainAt.containsKey(next.victim())) {
            return;
        }
        if (!isWorthKilling(next.victim())) {
            return;
        }
        timed.remove();
        ChildProcess victim = stack.process(next.victim());
        if (next instanceof Disturbance.Superseded superseded) {
            victim.pause();
            died(victim, "stands still");
            start(stack.supersede(victim.name()));
            comingBack.put(victim, superseded.back());
            return;
        }
        if (next instanceof Disturbance.Stop) {
            victim.stop();
            died(victim, "stopped");
        } else {
            victim.kill();
            died(victim, "killed");
        }
        Duration away = next instanceof Disturbance.Absence absence ? absence.duration() : Duration.ZERO;
        startAgainAt.put(victim.name(), System.nanoTime() + away.toNanos());
    }

    private void bringBack() throws InterruptedException {
        for (ChildProcess process : List.copyOf(comingBack.keySet())) {
            if (progress.ofRun() >= comingBack.get(process)) {
                comingBack.remove(process);
                process.goOn();
                say.accept("%3.0f %%  %-10s comes back".formatted(100 * progress.ofRun(), process.name()));
            }
        }
    }

    /** A module that has a checkpoint to lose something behind it. */
    private boolean isWorthKilling(String name) {
        return !name.startsWith("module-") || stack.hasCheckpoint(name);
    }

    private void died(ChildProcess process, String how) {
        double at = progress.ofRun();
        deaths.add(new ChaosReport.Death(process.name(), how, at));
        say.accept("%3.0f %%  %-10s %s".formatted(100 * at, process.name(), how));
    }

    /**
     * The samples of the run, as they follow from the definition and the recordings alone; and, where a clock ended learning,
     * from when that was.
     */
    private Iterator<Sample> input() {
        IngestProperties ingest = IngestSettings.check(settings.ingest());
        SampleSequence sequence = new SampleSequence(
                settings.definition(),
                ingest.openCorpus(settings.definition()),
                ingest.length(),
                ingest.evaluationLimit());
        if (sequence.trainSamples() == RunLength.UNKNOWN) {
            Map<String, Long> fed = progress.finished(ProcessStack.INGEST);
            sequence.skip(0, fed.get("train") + fed.get("held-out"));
        }
        return Stream.generate(sequence::next)
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow)
                .iterator();
    }
}
