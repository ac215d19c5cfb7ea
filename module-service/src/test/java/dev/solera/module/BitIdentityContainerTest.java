package dev.solera.module;

import dev.solera.service.KafkaBroker;
import dev.solera.service.KafkaBroker.InContainer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One round of {@link BitIdentityTest} with Kafka's public image as the broker. */
@InContainer
@ExtendWith(KafkaBroker.class)
@Timeout(300)
class BitIdentityContainerTest {

    private final KafkaBroker.Address broker;

    BitIdentityContainerTest(KafkaBroker.Address broker) {
        this.broker = broker;
    }

    @Test
    void shouldEndWithTheParametersOfTheLockStepLoopWhenTrainedThroughABrokerInAContainer(@TempDir Path folder)
            throws Exception {
        new BitIdentityTest(broker)
                .shouldEndWithTheParametersOfTheLockStepLoopWhenTrainedThroughKafka(
                        "bfloat16", 32768, 3, "shared", 1, "1,2,3", folder);
    }
}
