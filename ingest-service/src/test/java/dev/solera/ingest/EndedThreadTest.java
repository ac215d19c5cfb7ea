package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.ingest.synthetic.SyntheticSpeech;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.stream.TelemetryEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;

/** That a thread of the service that has ended for an error is not waited for. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class EndedThreadTest {

    private static final String CAUSE = "java.lang.OutOfMemoryError: thrown while a recording is read";

    @TempDir
    private Path folder;

    private final String brokers;

    EndedThreadTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    /** Synthetic speech that memory is short for. */
    private record TooLargeCorpus(SyntheticSpeech speech) implements SoundCorpus {

        @Override
        public Listing listing() {
            return speech.listing();
        }

        @Override
        public Clip read(int recording) {
            throw new OutOfMemoryError("thrown while a recording is read");
        }
    }

    @Test
    void shouldFailAndNoLongerBeAliveWhenReadingEndsForAnError() throws Exception {
        // given
        List<TelemetryEvent> told = new CopyOnWriteArrayList<>();
        Corpus corpus = new TooLargeCorpus(new SyntheticSpeech(1, 8000));
        var setup = new TestIngest.Setup(
                "ended-thread", 1, TestIngest.LAG_BOUND, TestIngest.EVALUATED, Optional.of(corpus));

        // when
        try (var service = TestIngest.start(folder, brokers, setup, "--solera.ingest.steps=2");
                var listener = service.getBean(SoleraStreams.class).telemetryFromBeginning("test", told::add)) {

            // then
            ApplicationAvailability availability = service.getBean(ApplicationAvailability.class);
            await().until(() -> availability.getLivenessState() == LivenessState.BROKEN);
            assertThat(service.getBean(Lifecycle.class).health().getDetails())
                    .containsEntry("state", "failed")
                    .containsEntry("cause", CAUSE);
            assertThatThrownBy(() -> service.getBean(Ingest.class).completion().join())
                    .hasRootCauseInstanceOf(OutOfMemoryError.class);
            await().until(() -> told.stream()
                    .anyMatch(event -> event instanceof TelemetryEvent.Failed failed
                            && failed.cause().equals(CAUSE)));
        }
    }
}
