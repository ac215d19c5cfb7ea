package dev.solera.service.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.pipeline.PixelScale;
import dev.solera.service.KafkaBroker;
import dev.solera.service.TestStreams;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaBroker.class)
@Timeout(60)
class SourceNoteTest {

    private final String brokers;

    SourceNoteTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj("speaker-%06d"::formatted).toList();
    }

    @Test
    void shouldTellWhoFollowsWhatIsKeptBeforeAndAfterAndPassOverWhatIsNone() throws Exception {
        try (TestStreams pipeline =
                new TestStreams(brokers, TestStreams.definition("source-notes", "float32", 1, 1024))) {
            // given
            ControlTopic control = pipeline.streams().control();
            var before = new SourceNote(Map.of("digit", List.of("zero", "one")), Optional.empty());
            before.keep(control);
            control.put("source", "{\"classes\": 3}");
            new SourceNote(Map.of(), Optional.empty())
                    .keep(pipeline.streams("another").control());
            List<SourceNote> heard = new CopyOnWriteArrayList<>();

            // when
            try (ControlListener listener = SourceNote.follow("test", control, heard::add)) {
                // then
                assertThat(heard).containsExactly(before);

                // when
                var after = new SourceNote(
                        Map.of("digit", names(251)),
                        Optional.of(new PixelScale(List.of(0.5, 0.25, 0.1), List.of(0.1, 0.2, 0.3))));
                after.keep(control);

                // then
                await().until(() -> heard.equals(List.of(before, after)));
            }
        }
    }

    @Test
    void shouldLeaveOutTheLabelWithTheMostToSayWhenAllIsTooLong() {
        var note = new SourceNote(Map.of("digit", names(10), "speaker", names(60_000)), Optional.empty());

        assertThat(note.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(SourceNote.MOST_BYTES);
        assertThat(note.text()).contains("\"digit\"").doesNotContain("\"speaker\"");
    }
}
