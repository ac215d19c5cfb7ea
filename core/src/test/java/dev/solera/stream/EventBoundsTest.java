package dev.solera.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.MalformedRecordException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That no event can become larger than a record may be, whatever it tells of. */
class EventBoundsTest {

    private static final String RUN = "r".repeat(128);
    /** The character that takes most room in JSON: six bytes. */
    private static final String WIDEST = "\u0001";

    private static final String NAME = WIDEST.repeat(RecordLimits.MOST_NAME_CHARACTERS);
    private static final String TEXT = WIDEST.repeat(100_000);

    /** One event of every kind, as large as it can be made. */
    static Stream<TelemetryEvent> largest() {
        Map<String, String> skipped = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            skipped.put(i + WIDEST.repeat(4096), TEXT.substring(0, 4096));
        }
        Map<String, TelemetryEvent.Label> labels = new TreeMap<>();
        for (int i = 0; i < RecordLimits.MOST_LABELS; i++) {
            labels.put(name(i), new TelemetryEvent.Label(Integer.MAX_VALUE, false));
        }
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < 64; i++) {
            counts.put(name(i), Long.MIN_VALUE);
        }
        long most = Long.MAX_VALUE;
        double wide = -Double.MIN_NORMAL;
        List<Long> partitions = Collections.nCopies(1024, most);
        return Stream.of(
                new TelemetryEvent.Source(
                        RUN, most, TEXT, NAME, 1, 1, TelemetryEvent.Skipped.of(skipped), labels, most),
                new TelemetryEvent.SourceLag(RUN, most, TelemetryEvent.Supply.FLOWING, most),
                new TelemetryEvent.Step(
                        RUN, most, 1, most, most, wide, wide, wide, 1, wide, wide, wide, most, most, most),
                new TelemetryEvent.Position(RUN, most, Integer.MAX_VALUE, partitions, partitions),
                new TelemetryEvent.Kept(RUN, most, Integer.MAX_VALUE, most),
                new TelemetryEvent.EvaluationStart(RUN, most, Integer.MAX_VALUE, Integer.MAX_VALUE, most),
                new TelemetryEvent.Fitting(RUN, most, Integer.MAX_VALUE, Integer.MAX_VALUE),
                new TelemetryEvent.Accuracy(RUN, most, 1, NAME, NAME, true, wide, wide, wide, wide, most, 1, wide),
                new TelemetryEvent.Finished(RUN, most, NAME, counts),
                new TelemetryEvent.Waiting(RUN, most, NAME, TEXT),
                new TelemetryEvent.Paused(RUN, most, NAME, false),
                new TelemetryEvent.Failed(RUN, most, NAME, TEXT));
    }

    private static String name(int number) {
        return NAME.substring(2) + (10 + number);
    }

    @Test
    void shouldLookAtEveryKindOfEvent() {
        assertThat(largest().map(event -> event.getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(TelemetryEvent.class.getPermittedSubclasses())
                        .map(Class::getName)
                        .toList());
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("largest")
    void shouldFitARecordWhenItIsAsLargeAsItCanBe(TelemetryEvent event) {
        byte[] json = TelemetryCodec.encode(event);

        String kind = event.getClass().getSimpleName();
        assertThat(json.length).as(kind).isLessThan(TelemetryEvent.MOST_BYTES);
        assertThat(TelemetryCodec.decode(json).orElseThrow().equals(event))
                .as(kind)
                .isTrue();
    }

    @Test
    void shouldTellHowManyAreSkippedAndTheFirstNamesWhenThereAreMany() {
        Map<String, String> skipped = new TreeMap<>();
        for (int i = 10_000; i < 20_000; i++) {
            skipped.put("._%d.wav".formatted(i), "is empty");
        }

        TelemetryEvent.Skipped told = TelemetryEvent.Skipped.of(skipped);

        assertThat(told.count()).isEqualTo(10_000);
        assertThat(told.first())
                .hasSize(5)
                .containsEntry("._10000.wav", "is empty")
                .containsKey("._10004.wav");
    }

    @ParameterizedTest
    @ValueSource(ints = {1995, 1996, 1997})
    void shouldLeaveNoHalfCharacterWhenATextIsCut(int before) {
        String cause = "c".repeat(before) + "\ud83d\ude00".repeat(10);

        var event = new TelemetryEvent.Failed("r", 1, "probe", cause);

        assertThat(event.cause()).hasSizeBetween(1999, 2000).endsWith(" ...");
        assertThat(TelemetryCodec.decode(TelemetryCodec.encode(event))).contains(event);
    }

    @Test
    void shouldRefuseANameThatIsTooLongToBeCompared() {
        String name = "n".repeat(101);

        assertThatThrownBy(() -> new TelemetryEvent.Finished("r", 1, name, Map.of()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("service is " + name + "; allowed: up to 100 characters");
        assertThatThrownBy(() -> new TelemetryEvent.Finished("r", 1, "s", Map.of(name, 1L)))
                .isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> new TelemetryEvent.Position("r", 1, 1, List.of(), Collections.nCopies(1025, 0L)))
                .isInstanceOf(MalformedRecordException.class);
    }
}
