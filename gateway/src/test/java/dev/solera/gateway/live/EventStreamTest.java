package dev.solera.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

class EventStreamTest {

    private static final Duration NONE = Duration.ZERO;

    private final EventStream stream = new EventStream(JsonMapper.shared(), 1);

    @Test
    void shouldTellANewClientToAskForEverythingAndThenWhatChanges() throws Exception {
        // given
        stream.tell("run", Map.of("n", 1));
        EventClient client = stream.join(Optional.empty());

        // when
        stream.tell("run", Map.of("n", 2));

        // then
        assertThat(drained(client))
                .extracting(StreamEvent::type, StreamEvent::json)
                .containsExactly(tuple("reset", "{}"), tuple("run", "{\"n\":2}"));
    }

    @Test
    void shouldSendWhatWasMissedWhenAClientComesBack() throws Exception {
        // given
        EventClient client = stream.join(Optional.empty());
        stream.tell("run", 1);
        List<StreamEvent> seen = drained(client);
        client.leave();
        stream.tell("run", 2);
        stream.tell("run", 3);

        // when
        EventClient again = stream.join(Optional.of(stream.id(seen.get(seen.size() - 1))));

        // then
        assertThat(drained(again)).extracting(StreamEvent::json).containsExactly("2", "3");
    }

    @Test
    void shouldResetWhenWhatWasMissedIsNotKeptOrOfAnotherGatewayOrNoId() throws Exception {
        // given
        for (int i = 0; i < 3000; i++) {
            stream.tell("run", i);
        }

        // then
        for (String id : List.of("1-1", "zz-2999", "1-9999", "1--1", "", "nonsense", "1-99999999999999999999")) {
            assertThat(drained(stream.join(Optional.of(id))))
                    .as(id)
                    .extracting(StreamEvent::type)
                    .containsExactly("reset");
        }
        assertThat(drained(stream.join(Optional.of("1-2999"))))
                .hasSize(1)
                .noneMatch(event -> event.type().equals("reset"));
    }

    @Test
    void shouldDropAClientThatDoesNotKeepUpAndNobodyElse() throws Exception {
        // given
        EventClient slow = stream.join(Optional.empty());
        EventClient quick = stream.join(Optional.empty());

        // when
        int got = 0;
        for (int i = 0; i < 2000; i++) {
            stream.tell("run", i);
            got += drained(quick).size();
        }

        // then
        assertThat(slow.isListening()).isFalse();
        assertThat(slow.next(NONE)).isEmpty();
        assertThat(got).isEqualTo(2001);
        assertThat(stream.clients()).isEqualTo(1);
    }

    @Test
    void shouldRefuseMoreClientsThanItCanServe() {
        for (int i = 0; i < 100; i++) {
            stream.join(Optional.empty());
        }
        assertThatThrownBy(() -> stream.join(Optional.empty()))
                .isInstanceOf(ResponseStatusException.class)
                .hasMessageContaining("allowed: 100");
    }

    private static List<StreamEvent> drained(EventClient client) throws InterruptedException {
        List<StreamEvent> events = new ArrayList<>();
        Optional<StreamEvent> next = client.next(NONE);
        while (next.isPresent()) {
            events.add(next.get());
            next = client.next(NONE);
        }
        return events;
    }
}
