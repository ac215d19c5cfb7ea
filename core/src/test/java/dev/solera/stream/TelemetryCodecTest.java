package dev.solera.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryCodecTest {

    static Stream<TelemetryEvent> events() {
        return Stream.of(
                new TelemetryEvent.Source(
                        "r",
                        1,
                        "folder",
                        "ab",
                        3,
                        1,
                        new TelemetryEvent.Skipped(1, Map.of("a.wav", "empty")),
                        Map.of("speaker", new TelemetryEvent.Label(2, false)),
                        -1),
                new TelemetryEvent.SourceLag("r", 1, TelemetryEvent.Supply.AWAY, 12),
                new TelemetryEvent.Step(
                        "r", 1, 2, 3, 24, Double.NaN, Double.NEGATIVE_INFINITY, 0.5, 7, 0.1, 0.2, 0.3, 9, 10, 11),
                new TelemetryEvent.Position("r", 1, 0, List.of(), List.of(4L, 5L)),
                new TelemetryEvent.Kept("r", 1, 2, 120),
                new TelemetryEvent.EvaluationStart("r", 1, 2, 0, 17),
                new TelemetryEvent.Fitting("r", 1, 3, 42),
                new TelemetryEvent.Accuracy(
                        "r", 1, 3, "speaker", "trained", true, 0.9, 0.8, 1.0, 0.7, 40, 8, Double.NaN),
                new TelemetryEvent.Finished("r", 1, "module-3", Map.of("trained", 100L)),
                new TelemetryEvent.Waiting("r", 1, "ingest", "recording a.wav cannot be reached"),
                new TelemetryEvent.Paused("r", 1, "module-3", true),
                new TelemetryEvent.Failed("r", 1, "probe", "a \"cause\""));
    }

    @ParameterizedTest
    @MethodSource("events")
    void shouldReadWhatWasWritten(TelemetryEvent event) {
        assertThat(TelemetryCodec.decode(TelemetryCodec.encode(event))).contains(event);
    }

    @Test
    void shouldBeTriedWithEveryKindOfEvent() {
        assertThat(events().map(Object::getClass))
                .containsExactlyInAnyOrder(TelemetryEvent.class.getPermittedSubclasses());
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldIgnoreWhatIsUnknownWhenItComesFromANewerVersion() {
        // given
        byte[] more =
                json("{\"type\":\"failed\",\"run\":\"r\",\"time\":1,\"service\":\"s\",\"cause\":\"c\",\"new\":[1]}");
        byte[] otherType = json("{\"type\":\"of-tomorrow\",\"run\":\"r\",\"time\":1}");

        // when, then
        assertThat(TelemetryCodec.decode(more)).contains(new TelemetryEvent.Failed("r", 1, "s", "c"));
        assertThat(TelemetryCodec.decode(otherType)).isEmpty();
        assertThat(TelemetryCodec.decode(json("{\"run\":\"r\"}"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'failed','run':null,'time':1,'service':'s','cause':'c'}",
                "{'type':'position','run':'r','time':1,'stage':1,'published':[]}",
                "{'type':'position','run':'r','time':1,'stage':1,'consumed':[null],'published':[]}",
                "{'type':'position','run':'r','time':1,'stage':1,'consumed':[-1],'published':[]}",
                "{'type':'source-lag','run':'r','time':1,'records':1}",
                "{'type':'source-lag','run':'r','time':1,'supply':'IDLE','records':-1}",
                "{'type':'fitting','run':'r','time':1,'fitted':3,'all':2}",
                "{'type':'paused','run':'r','time':1,'service':'s'}",
                "{'type':'finished','run':'r','time':1,'service':'s','counts':{'trained':null}}"
            })
    void shouldRefuseAnEventWhenAPartIsMissing(String text) {
        assertThatThrownBy(() -> TelemetryCodec.decode(json(text.replace('\'', '"'))))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void shouldRefuseWhenItIsNoEvent() {
        for (String text : List.of("", "{", "{\"type\":\"position\",\"stage\":\"x\"}")) {
            assertThatThrownBy(() -> TelemetryCodec.decode(json(text)))
                    .as(text)
                    .isInstanceOf(MalformedRecordException.class);
        }
    }
}
