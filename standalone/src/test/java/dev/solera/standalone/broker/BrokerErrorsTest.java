package dev.solera.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BrokerErrorsTest {

    private final BrokerErrors errors = BrokerErrors.listen();

    @AfterEach
    void listenNoMore() {
        errors.stop();
    }

    @Test
    void shouldTellTheLastErrorWithItsRootAndNotOneThatIsOld() {
        // when
        LoggerFactory.getLogger("kafka.server.First").error("first", new IOException("before"));
        LoggerFactory.getLogger("kafka.server.Second")
                .error("second", new IllegalStateException(new IOException("no room")));
        LoggerFactory.getLogger("org.apache.kafka.clients.Other").error("third", new IOException("a client's"));
        long now = System.currentTimeMillis();

        // then
        assertThat(errors.last(now)).contains("second: IOException: no room");
        assertThat(errors.last(now + Duration.ofMinutes(2).toMillis())).isEmpty();
    }
}
