package dev.solera.service;

import dev.solera.service.KafkaBroker.InContainer;

/** {@link ActivationStreamTest} with Kafka's public image as the broker. */
@InContainer
class ActivationStreamContainerTest extends ActivationStreamTest {

    ActivationStreamContainerTest(KafkaBroker.Address broker) {
        super(broker);
    }
}
