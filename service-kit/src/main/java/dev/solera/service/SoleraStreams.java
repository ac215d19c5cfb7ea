package dev.solera.service;

import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.broker.TopicProvisioner;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.consumer.Origin;
import dev.solera.service.consumer.Reading;
import dev.solera.service.consumer.TopicEnds;
import dev.solera.service.document.DocumentListener;
import dev.solera.service.document.DocumentPublisher;
import dev.solera.service.event.CommandListener;
import dev.solera.service.event.ControlTopic;
import dev.solera.service.event.PauseGate;
import dev.solera.service.event.TelemetryListener;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.flow.NeedlessRecords;
import dev.solera.service.flow.PositionReporter;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.service.monitoring.BrokerWatch;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.service.publisher.ActivationSender;
import dev.solera.service.publisher.SourceDeadLetters;
import dev.solera.stream.LagGate;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.Topics;
import dev.solera.stream.document.Document;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

/**
 * The front door to a pipeline's topics. Methods wait until the broker answers and the topics are there, and return
 * something that runs and that its caller closes. {@code name} is the service's, as in {@code module-3}: it names threads
 * and Kafka clients.
 */
public final class SoleraStreams {

    /** Positions are read so seldom while nobody waits for them: as often as they are told where nothing moves. */
    private static final Duration UNWANTED = Duration.ofSeconds(1);

    private final PipelineDefinition definition;
    private final Topics names;
    private final String run;
    private final KafkaClients clients;
    private final TopicProvisioner topics;
    private final TelemetryPublisher telemetry;
    private final ServiceFailure failure;

    SoleraStreams(
            PipelineDefinition definition,
            String run,
            KafkaClients clients,
            TopicProvisioner topics,
            TelemetryPublisher telemetry,
            ServiceFailure failure) {
        this.definition = definition;
        this.names = new Topics(definition.pipeline());
        this.run = run;
        this.clients = clients;
        this.topics = topics;
        this.telemetry = telemetry;
        this.failure = failure;
    }

    /** A publisher of the samples at a depth, from the beginning of the run. */
    public ActivationPublisher publisher(String name, int depth) throws InterruptedException {
        return publisher(name, depth, Collections.nCopies(partitions(), StreamCounts.NONE));
    }

    /**
     * A publisher that goes on. In lossless flow it holds the lag bound towards the module that reads the topic, in the other
     * one towards the broker; nobody holds the top.
     *
     * @param published by partition, what was published earlier
     */
    public ActivationPublisher publisher(String name, int depth, List<StreamCounts> published)
            throws InterruptedException {
        return publisher(name, depth, published, Optional.empty());
    }

    /**
     * The same, for a service that has another use for positions too: they are read once for both.
     *
     * @param neighbours handed every event, as by {@link #positionsFromBeginning}
     */
    public ActivationPublisher publisher(
            String name, int depth, List<StreamCounts> published, Consumer<TelemetryEvent> neighbours)
            throws InterruptedException {
        return publisher(name, depth, published, Optional.of(neighbours));
    }

    private ActivationPublisher publisher(
            String name, int depth, List<StreamCounts> published, Optional<Consumer<TelemetryEvent>> neighbours)
            throws InterruptedException {
        topics.ensure(names.activations(depth));
        boolean bounded = depth < definition.depth();
        boolean held = bounded && definition.flow().isLossless();
        long bound = bounded ? definition.flow().lagBound() : Long.MAX_VALUE;
        long before = published.stream().mapToLong(StreamCounts::total).sum();
        LagGate gate = new LagGate(bound, partitions(), before);
        List<Consumer<TelemetryEvent>> told =
                new ArrayList<>(neighbours.stream().toList());
        if (held) {
            told.add(event -> feed(gate, depth + 1, event));
        }
        AutoCloseable positions = told.isEmpty()
                ? () -> {}
                : listen(
                        name + "-neighbours",
                        List.of(names.positions()),
                        () -> gate.awaitWanted(UNWANTED),
                        event -> told.forEach(one -> one.accept(event)));
        var sender = new ActivationSender(name, definition, depth, clients, telemetry, gate, published);
        return new ActivationPublisher(name, sender, published, gate, positions, failure);
    }

    /** A consumer of the samples at a depth, from the beginning of the run. */
    public ActivationConsumer consumer(String name, int depth) throws InterruptedException {
        return consumer(name, depth, Collections.nCopies(partitions(), PartitionPosition.START));
    }

    /** A consumer that continues from one position per partition; in lossless flow it refuses gaps. */
    public ActivationConsumer consumer(String name, int depth, List<PartitionPosition> from)
            throws InterruptedException {
        topics.ensure(names.activations(depth));
        return new ActivationConsumer(name, definition, depth, run, Reading.of(definition.flow()), from, clients);
    }

    /** A consumer for probes: nobody waits for it, and it counts what it misses. */
    public ActivationConsumer tap(String name, int depth, List<PartitionPosition> from) throws InterruptedException {
        topics.ensure(names.activations(depth));
        return new ActivationConsumer(name, definition, depth, run, Reading.TAP, from, clients);
    }

    /**
     * Publishes the positions of a stage while it runs.
     *
     * @param stage 0 for ingest, else the module's number
     * @param input what the stage reads; empty for ingest
     * @param output what it writes
     */
    public PositionReporter positions(
            String name, int stage, Optional<ActivationConsumer> input, ActivationPublisher output) {
        return new PositionReporter(name, stage, stage, input, output, telemetry, failure);
    }

    /** Tells the positions of modules that share a service while it runs: the first one reads, the last one writes. */
    public PositionReporter positions(ModuleRange modules, ActivationConsumer input, ActivationPublisher output) {
        return new PositionReporter(
                modules.service(), modules.first(), modules.last(), Optional.of(input), output, telemetry, failure);
    }

    /** Deletes what is no longer needed of the samples at a depth. */
    public NeedlessRecords needlessRecords(String name, int depth) throws InterruptedException {
        topics.ensure(names.activations(depth));
        return new NeedlessRecords(name, names, depth, clients);
    }

    /** A publisher of the parameters of a service's modules. */
    public DocumentPublisher parameters(ModuleRange modules) throws InterruptedException {
        topics.ensure(modules.numbers().stream().map(names::parameters).toArray(String[]::new));
        return new DocumentPublisher(modules.service(), names, origin(), clients);
    }

    /**
     * Hands a handler the parameters that modules publish: first those that are there, then every later one.
     *
     * @param handler takes them with the module's number
     */
    public DocumentListener parametersFromBeginning(String name, ObjIntConsumer<Document> handler)
            throws InterruptedException {
        int depth = definition.depth();
        topics.ensure(
                IntStream.rangeClosed(1, depth).mapToObj(names::parameters).toArray(String[]::new));
        return new DocumentListener(name, names, depth, origin(), clients, handler);
    }

    private Origin origin() {
        return new Origin(run, Identity.of(definition));
    }

    /** The first sequence of every partition that this run has not published at a depth. */
    public List<Long> published(int depth) throws InterruptedException {
        return ends(depth).stream().map(TopicEnds.End::next).toList();
    }

    /** Where this run stands in every partition at a depth. */
    public List<TopicEnds.End> ends(int depth) throws InterruptedException {
        topics.ensure(names.activations(depth));
        return new TopicEnds(origin(), clients).of(names.activations(depth), partitions());
    }

    /** Takes what is told of records that cannot be read of a topic that ingest feeds from. */
    public SourceDeadLetters sourceDeadLetters(String name) throws InterruptedException {
        topics.ensure(names.sourceDeadLetters());
        return new SourceDeadLetters(name, names.sourceDeadLetters(), run, clients);
    }

    /** What services of this run have to remember. */
    public ControlTopic control() throws InterruptedException {
        topics.ensure(names.control());
        return new ControlTopic(names, run, clients);
    }

    /**
     * Follows what somebody tells a service to do; returns once all that was told so far is done.
     *
     * @param gate that is shut while the service is to pause
     * @param snapshots takes the number of samples that somebody asks for a snapshot after
     */
    public CommandListener commands(String service, PauseGate gate, LongConsumer snapshots)
            throws InterruptedException {
        return new CommandListener(service, control(), gate, snapshots);
    }

    /** Waits until the broker answers again, for as long as it takes. */
    public void awaitBroker() throws InterruptedException {
        topics.awaitReturn();
    }

    /**
     * Hands a handler how far every stage of this run is and how far back it can be taken: first the newest events that say so,
     * then every later one. Nothing else is read.
     */
    public TelemetryListener positionsFromBeginning(String name, Consumer<TelemetryEvent> handler)
            throws InterruptedException {
        return listen(name, List.of(names.positions()), TelemetryListener.Pause.NONE, handler);
    }

    /** Hands a handler every event of this run, positions included, starting with the oldest one that is still there. */
    public TelemetryListener telemetryFromBeginning(String name, Consumer<TelemetryEvent> handler)
            throws InterruptedException {
        return listen(name, List.of(names.telemetry(), names.positions()), TelemetryListener.Pause.NONE, handler);
    }

    /** Shows the state of the pipeline's topics on the broker as meters; the only method here that does not wait. */
    public BrokerWatch watchBroker(MeterRegistry registry) {
        return new BrokerWatch(names, clients, registry, failure);
    }

    /** Partitions of every activation topic. */
    public int partitions() {
        return definition.wire().partitions();
    }

    private TelemetryListener listen(
            String name, List<String> from, TelemetryListener.Pause pause, Consumer<TelemetryEvent> handler)
            throws InterruptedException {
        topics.ensure(names.telemetry(), names.positions());
        return new TelemetryListener(name, from, run, clients, pause, handler);
    }

    private static void feed(LagGate gate, int stage, TelemetryEvent event) {
        if (event instanceof TelemetryEvent.Position position && position.stage() == stage) {
            for (int p = 0; p < position.consumed().size(); p++) {
                gate.consumed(p, position.consumed().get(p));
            }
        }
    }
}
