package dev.solera.service;

import dev.solera.service.KafkaBroker.InContainer;

/** {@link FlowTest} with Kafka's public image as the broker. */
@InContainer
class FlowContainerTest extends FlowTest {

    FlowContainerTest(KafkaBroker.Address broker) {
        super(broker);
    }
}
