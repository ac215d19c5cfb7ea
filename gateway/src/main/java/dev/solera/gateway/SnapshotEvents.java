package dev.solera.gateway;

import dev.solera.gateway.embedding.LatentSpaces;
import dev.solera.gateway.live.EventStream;
import java.util.Map;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells who listens to the run that a newer snapshot can be looked at. */
@Configuration(proxyBeanMethods = false)
class SnapshotEvents {

    @Bean
    SmartInitializingSingleton snapshotEvent(LatentSpaces spaces, EventStream stream) {
        return () -> spaces.onNewer(snapshot ->
                stream.tell("snapshot", Map.of("snapshot", snapshot.number(), "samples", snapshot.samples())));
    }
}
