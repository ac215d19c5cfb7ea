package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.ingest.synthetic.SyntheticSpeech;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.stream.TelemetryCodec;
import dev.solera.stream.TelemetryEvent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** That a source is told of whatever is in it. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class LargeSourceTest {

    private static final int SKIPPED = 10_000;
    private static final int CLASSES = 100_000;

    @TempDir
    private Path folder;

    private final String brokers;

    LargeSourceTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    /** Synthetic speech that claims to have a hundred thousand words, and as if it lay among thousands of broken files. */
    private static final class LargeCorpus implements SoundCorpus {

        private final SyntheticSpeech speech = new SyntheticSpeech(1, 8000);
        private final Listing listing;

        LargeCorpus() {
            Map<String, String> skipped = new TreeMap<>();
            for (int i = 0; i < SKIPPED; i++) {
                skipped.put("._%s%05d.wav".formatted("long-".repeat(40), i), "is empty");
            }
            Map<String, List<String>> classes =
                    new LinkedHashMap<>(speech.labels().classes());
            classes.put(
                    "word",
                    IntStream.range(0, CLASSES).mapToObj("word%d"::formatted).toList());
            listing = new Listing(
                    "/data/".repeat(10_000),
                    speech.recordings(),
                    new LabelSchema(classes, speech.labels().frameLabels()),
                    skipped,
                    List.of(),
                    Optional.empty(),
                    speech.listing().hash());
        }

        @Override
        public Listing listing() {
            return listing;
        }

        @Override
        public Clip read(int recording) {
            return speech.read(recording);
        }
    }

    @Test
    void shouldTellOfTheSourceWhenThousandsAreSkippedAndALabelHasAHundredThousandClasses() throws Exception {
        // given
        List<TelemetryEvent> told = new CopyOnWriteArrayList<>();
        var setup = new TestIngest.Setup("large-source", 1, 16, 20, Optional.of(new LargeCorpus()));

        // when
        try (var service = TestIngest.start(folder, brokers, setup, "--solera.ingest.steps=2")) {
            service.getBean(SoleraStreams.class).telemetryFromBeginning("test", told::add);
            TestIngest.consumeAll(service, Integer.MAX_VALUE);
            await().until(() -> told.stream().anyMatch(TelemetryEvent.Finished.class::isInstance));
        }

        // then
        assertThat(told).allMatch(event -> TelemetryCodec.encode(event).length < TelemetryEvent.MOST_BYTES);
        assertThat(told)
                .filteredOn(TelemetryEvent.Source.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    TelemetryEvent.Source source = (TelemetryEvent.Source) event;
                    assertThat(source.skipped().count()).isEqualTo(SKIPPED);
                    assertThat(source.skipped().first()).hasSize(5);
                    assertThat(source.labels()).containsEntry("word", new TelemetryEvent.Label(CLASSES, false));
                    assertThat(source.labels()).containsEntry("phone", new TelemetryEvent.Label(speechPhones(), true));
                    assertThat(source.trainSamples()).isEqualTo(8);
                });
    }

    private static int speechPhones() {
        return new SyntheticSpeech(1, 8000).labels().classes().get("phone").size();
    }
}
