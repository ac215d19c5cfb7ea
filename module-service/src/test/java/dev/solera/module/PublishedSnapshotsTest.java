package dev.solera.module;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.solera.activation.Sample;
import dev.solera.checkpoint.FolderCheckpoints;
import dev.solera.checkpoint.Provenance;
import dev.solera.checkpoint.StaleOwnerException;
import dev.solera.learning.ModuleChain;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.TestStreams;
import dev.solera.service.document.DocumentListener;
import dev.solera.service.document.DocumentPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** When snapshots are published, over a real broker. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class PublishedSnapshotsTest {

    private static final ModuleRange MODULES = ModuleRange.of(1);
    private static final String RUN = "published";

    private final String brokers;
    private final List<Long> arrived = new CopyOnWriteArrayList<>();
    private final List<Throwable> lost = new CopyOnWriteArrayList<>();
    private final AtomicLong asked = new AtomicLong(PublishedSnapshots.NOT_ASKED);

    @TempDir
    private Path folder;

    private PipelineDefinition pipeline;
    private TestStreams streams;
    private DocumentListener listener;
    private DocumentPublisher publisher;
    private FolderCheckpoints store;
    private ModuleChain chain;

    PublishedSnapshotsTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @BeforeEach
    void open(TestInfo test) throws Exception {
        pipeline = PipelineDefinitions.parse(
                """
                pipeline: published-%s
                input: {kind: audio, sample-rate: 8000, window: 640}
                batch: 4
                learning-rate: 1e-3
                seed: 5
                snapshot-samples: 8
                loss: {prediction-steps: 3, sub-window: 16, negatives: {form: shared, count: 10}}
                modules:
                  - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
                """.formatted(Integer.toHexString(test.getDisplayName().hashCode())));
        streams = new TestStreams(brokers, pipeline);
        SoleraStreams run = streams.streams(RUN);
        listener = run.parametersFromBeginning(
                "test", (document, module) -> arrived.add(document.header().samples()));
        publisher = run.parameters(MODULES);
        store = FolderCheckpoints.of(folder, new Provenance(RUN, pipeline, MODULES), 1);
        chain = new ModuleChain(pipeline, MODULES, (report, module) -> {});
    }

    @AfterEach
    void close() {
        chain.close();
        publisher.close();
        listener.close();
        streams.close();
    }

    private PublishedSnapshots snapshots(long trained, Ownership ownership, WritingThread writer) {
        return new PublishedSnapshots(
                new Provenance(RUN, pipeline, MODULES),
                trained,
                ownership,
                new DiskWait(new Lifecycle("module-1", new SimpleMeterRegistry())),
                publisher,
                asked::get,
                writer);
    }

    private PublishedSnapshots snapshots(long trained) throws Exception {
        return snapshots(trained, new Ownership(store, store.acquire()), writer());
    }

    private WritingThread writer() {
        return new WritingThread("module-1-parameters", lost::add);
    }

    /** Trains one step, and looks more than once whether a snapshot is due behind it. */
    private void train(PublishedSnapshots snapshots) throws Exception {
        long step = chain.step();
        for (Sample sample : TestRun.samples(pipeline, pipeline.batch(), 0)) {
            chain.accept(sample);
            if (chain.isAtBorder()) {
                snapshots.publishIfDue(chain);
                snapshots.publishIfDue(chain);
            }
        }
        assertThat(chain.step()).isEqualTo(step + 1);
    }

    @Test
    void shouldPublishEachOnceWhereItIsDueAndWhereItIsAskedForAndAtTheEnd() throws Exception {
        // given
        asked.set(12);
        try (PublishedSnapshots snapshots = snapshots(0)) {
            // when
            snapshots.publishIfDue(chain);
            for (int step = 0; step < 5; step++) {
                train(snapshots);
            }
            snapshots.publishLast(chain);

            // then
            snapshots.delivered().get();
            await().until(() -> arrived.size() >= 5);
            assertThat(arrived).containsExactly(0L, 8L, 12L, 16L, 20L);
            assertThat(lost).isEmpty();
        }
    }

    @Test
    void shouldSayOnceThatOneIsAskedForTooLate() throws Exception {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(PublishedSnapshots.class);
        log.setLevel(Level.WARN);
        said.start();
        log.addAppender(said);
        try (PublishedSnapshots snapshots = snapshots(0)) {
            // given
            train(snapshots);
            train(snapshots);

            // when
            asked.set(4);
            train(snapshots);
            train(snapshots);

            // then
            snapshots.delivered().get();
            await().until(() -> arrived.size() >= 2);
            assertThat(arrived).containsExactly(8L, 16L);
            assertThat(said.list)
                    .singleElement()
                    .extracting(ILoggingEvent::getFormattedMessage, as(STRING))
                    .contains("snapshot not published modules=module-1 asked-for=4 trained=12");
        } finally {
            log.detachAppender(said);
            log.setLevel(null);
        }
    }

    @Test
    void shouldPublishNoneAgainThatIsBehindTheCheckpoint() throws Exception {
        // given what a checkpoint after two steps goes on with
        try (PublishedSnapshots before = snapshots(0)) {
            train(before);
            train(before);
            before.delivered().get();
        }
        try (PublishedSnapshots snapshots = snapshots(8)) {
            // when
            snapshots.publishIfDue(chain);
            snapshots.delivered().get();
            snapshots.publishLast(chain);

            // then
            snapshots.delivered().get();
            await().until(() -> arrived.size() >= 2);
            assertThat(arrived).containsExactly(8L, 8L);
        }
    }

    /** A checkpoint waits for this. */
    @Test
    void shouldNotBeDeliveredBeforeItIsSent() throws Exception {
        // given
        CompletableFuture<Void> gate = new CompletableFuture<>();
        WritingThread writer = writer();
        try (PublishedSnapshots snapshots = snapshots(0, new Ownership(store, store.acquire()), writer)) {
            writer.write(CompletableFuture.completedFuture(null), gate::join);
            Thread training = new Thread(() -> publish(snapshots));
            training.start();
            await().until(() -> training.getState() == Thread.State.WAITING);

            // then the one before holds it up
            assertThat(snapshots.delivered()).isNotDone();

            // when
            gate.complete(null);
            training.join();

            // then
            snapshots.delivered().get();
            await().until(() -> arrived.equals(List.of(0L)));
        }
    }

    private void publish(PublishedSnapshots snapshots) {
        try {
            snapshots.publishIfDue(chain);
        } catch (Exception e) {
            lost.add(e);
        }
    }

    @Test
    void shouldPublishNothingWhenAnotherProcessHasTheModules() throws Exception {
        // given
        try (PublishedSnapshots snapshots = snapshots(0)) {
            store.acquire();

            // when
            snapshots.publishIfDue(chain);

            // then
            assertThatThrownBy(() -> snapshots.delivered().get()).hasRootCauseInstanceOf(StaleOwnerException.class);
            await().until(() -> !lost.isEmpty());
            assertThatThrownBy(() -> snapshots.publishLast(chain)).isInstanceOf(StaleOwnerException.class);
            assertThat(arrived).isEmpty();
        }
    }
}
