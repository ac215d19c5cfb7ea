package dev.solera.module;

import dev.solera.activation.Sample;
import dev.solera.learning.ModuleTrainer;
import dev.solera.learning.StepReport;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.ActivationConsumer;
import dev.solera.service.ActivationPublisher;
import dev.solera.stream.StreamItem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The training loop of one module: take a sample, train where a batch is full, publish what is done.
 *
 * <p>Three threads overlap around it: the consumer decodes ahead, this one trains, the publisher encodes and sends. What it
 * computes depends on the order of the samples alone, never on when they come.
 */
final class ModuleLoop implements AutoCloseable {

    private final ActivationConsumer input;
    private final ActivationPublisher output;
    private final ModuleTrainer trainer;
    private final Snapshots snapshots;
    private final OutputOrder order;
    private long waited;
    private long published;

    ModuleLoop(
            PipelineDefinition pipeline,
            int number,
            ActivationConsumer input,
            ActivationPublisher output,
            Snapshots snapshots,
            StepTeller teller) {
        this.input = input;
        this.output = output;
        this.trainer = new ModuleTrainer(pipeline, number, report -> stepped(teller, report));
        this.snapshots = snapshots;
        this.order = new OutputOrder(output);
    }

    /** Trains until the stream ends; what has been learned is written even where it is interrupted or breaks. */
    void run() throws InterruptedException, IOException {
        try {
            for (Optional<StreamItem> item = take(); item.isPresent(); item = take()) {
                accept(item.get());
            }
            publish(trainer.finish(), trainer.module().step());
            output.awaitDelivered();
        } finally {
            snapshots.write(trainer);
        }
    }

    private Optional<StreamItem> take() throws InterruptedException {
        long start = System.nanoTime();
        Optional<StreamItem> item = input.take();
        waited += System.nanoTime() - start;
        return item;
    }

    private void accept(StreamItem item) throws InterruptedException, IOException {
        order.took(item);
        long stepsBefore = trainer.module().step();
        publish(item instanceof StreamItem.Arrived arrived ? trainer.accept(arrived.sample()) : List.of(), stepsBefore);
        snapshots.writeIfDue(trainer);
    }

    private void publish(List<Sample> done, long step) throws InterruptedException {
        long start = System.nanoTime();
        order.publish(done, step);
        published += System.nanoTime() - start;
    }

    private void stepped(StepTeller teller, StepReport report) {
        teller.stepped(report, waited * 1e-9, published * 1e-9);
        waited = 0;
        published = 0;
    }

    /** Samples trained, passed on untrained, steps. */
    Map<String, Long> counts() {
        return Map.of(
                "steps", trainer.module().step(),
                "samples-trained", trainer.trained(),
                "samples-passed-untrained", trainer.untrained(),
                "dead-letters", input.deadLetters(),
                "duplicates", input.duplicates(),
                "foreign-records", input.foreign());
    }

    @Override
    public void close() {
        trainer.close();
    }
}
