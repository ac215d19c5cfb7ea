package dev.solera.module;

import dev.solera.activation.Sample;
import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.InputPosition;
import dev.solera.checkpoint.Provenance;
import dev.solera.learning.ModuleChain;
import dev.solera.learning.StepReport;
import dev.solera.learning.TrainerState;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.PauseGate;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.StreamItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The training loop of the modules of a service: take a sample, train where a batch is full, publish what is done, write a
 * checkpoint where one is due.
 *
 * <p>Threads overlap around it: the consumer decodes ahead, this one trains, the publisher encodes and sends, and three more
 * write checkpoints and parameters, and publish snapshots of these. What it computes depends on the order of the samples alone, never on when they come.
 */
final class ModuleLoop implements AutoCloseable {

    /** How long a service that stops waits for its last checkpoint: the stage downstream may never take what it waits for. */
    private static final Duration LAST_CHECKPOINT = Duration.ofSeconds(5);

    /** The same of its last parameters, which a checkpoint has too: both fit into the time that a service has to stop. */
    private static final Duration LAST_SNAPSHOT = Duration.ofSeconds(2);

    /** As many as wait to be handed on at most. */
    private static final int BORROWED_BATCHES = 4;

    private final Provenance owner;
    private final PauseGate pause;
    private final ActivationConsumer input;
    private final ActivationPublisher output;
    private final Checkpointer checkpoints;
    private final PublishedSnapshots published;
    private final Snapshots snapshots;
    private final ModuleChain chain;
    private final InputPositions positions;
    private final OutputOrder order;
    private final ThreadTimes times;
    private final BorrowedSamples borrowed;
    private Border border;
    private volatile boolean draining;

    /** A moment with no sample waiting for its batch. */
    private record Border(TrainerState.Progress progress, List<InputPosition> positions) {}

    /**
     * @param from where it begins, or goes on
     * @param pause where it waits while it is told to pause
     * @param input from there on
     * @param output from there on
     */
    ModuleLoop(
            StartingPoint from,
            PauseGate pause,
            ActivationConsumer input,
            ActivationPublisher output,
            Checkpointer checkpoints,
            PublishedSnapshots published,
            Snapshots snapshots,
            StepTeller teller) {
        this.owner = from.owner();
        this.pause = pause;
        this.input = input;
        this.output = output;
        this.checkpoints = checkpoints;
        this.published = published;
        this.snapshots = snapshots;
        this.chain = from.modules((report, module) -> stepped(teller, module, report));
        this.positions = InputPositions.of(from.positions());
        this.order = new OutputOrder(output);
        this.borrowed = new BorrowedSamples(BORROWED_BATCHES * owner.pipeline().batch());
        this.times = new ThreadTimes(owner.modules());
        this.border = new Border(chain.progress(), from.positions());
        output.onFailure(input::fail);
        output.onEncoded(chain::giveBack);
    }

    /**
     * Trains until the stream ends or {@link #drain()} is called; a checkpoint says how far it came.
     *
     * @return whether the stream has ended
     */
    boolean run() throws InterruptedException, IOException {
        try {
            published.publishIfDue(chain);
            for (Optional<StreamItem> item = take(); item.isPresent(); item = take()) {
                accept(item.get());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (draining) {
            writeLastCheckpoint();
            snapshots.tryToWrite(chain, LAST_SNAPSHOT);
            return false;
        }
        publish(chain.finish(), chain.step());
        published.publishLast(chain);
        checkpoints.awaitWritten();
        write(new Border(chain.progress(), positions.now()));
        checkpoints.awaitWritten();
        snapshots.write(chain);
        return true;
    }

    /** Asks the loop to stop where it is, with a last checkpoint. */
    void drain() {
        draining = true;
        pause.openForGood();
        input.close();
    }

    private Optional<StreamItem> take() throws InterruptedException {
        if (draining) {
            return Optional.empty();
        }
        long start = System.nanoTime();
        Optional<StreamItem> item = input.take();
        times.waited((System.nanoTime() - start) * 1e-9);
        if (pause.isShut()) {
            pause.pass(input::hasFailed);
            return draining ? Optional.empty() : item; // what is not trained on is not taken for good
        }
        return item;
    }

    private void accept(StreamItem item) throws InterruptedException, IOException {
        order.took(item);
        positions.took(item);
        long stepsBefore = chain.step();
        publish(item instanceof StreamItem.Arrived arrived ? learn(arrived.sample()) : List.of(), stepsBefore);
        if (chain.isAtBorder()) {
            input.giveBack(borrowed.goBack());
            border = new Border(chain.progress(), positions.now());
            published.publishIfDue(chain);
            if (checkpoints.isDue(chain.step())) {
                write(border);
            }
        }
        snapshots.writeIfDue(chain);
    }

    private List<Sample> learn(Sample sample) {
        borrowed.took(sample);
        return chain.accept(sample);
    }

    /** No step was made since the last border, so that the parameters are those of then. */
    private void writeLastCheckpoint() throws InterruptedException, IOException {
        if (checkpoints.awaitWritten(LAST_CHECKPOINT)) {
            write(border);
            checkpoints.awaitWritten(LAST_CHECKPOINT);
        }
    }

    private void write(Border at) throws InterruptedException {
        var state = new TrainerState(chain.state().modules(), at.progress());
        checkpoints.write(
                new Checkpoint(owner.at(state.step(), at.progress().trained()), state, at.positions()),
                CompletableFuture.allOf(output.delivered(), published.delivered()));
    }

    private void publish(List<Sample> done, long step) throws InterruptedException {
        long start = System.nanoTime();
        order.publish(done, step);
        times.published((System.nanoTime() - start) * 1e-9);
    }

    private void stepped(StepTeller teller, int module, StepReport report) {
        teller.stepped(module, report, times.takeWaited(module), times.takePublished(module));
        times.trained(module, report.seconds());
    }

    /** Samples trained, passed on untrained, steps: each by every module. */
    Map<String, Long> counts() {
        return Map.of(
                "steps", chain.step(),
                "samples-trained", chain.progress().trained(),
                "samples-passed-untrained", chain.progress().untrained(),
                "dead-letters", input.deadLetters(),
                "passed-over", input.passedOver(),
                "duplicates", input.duplicates(),
                "foreign-records", input.foreign());
    }

    @Override
    public void close() {
        chain.close();
    }
}
