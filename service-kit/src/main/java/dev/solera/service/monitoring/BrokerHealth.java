package dev.solera.service.monitoring;

import dev.solera.service.broker.KafkaClients;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the broker answers: part of a service's readiness, never of its liveness. */
public final class BrokerHealth implements HealthIndicator, DisposableBean {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String NO_ANSWER = "no answer in " + PATIENCE.toSeconds() + " s";

    private final KafkaClients clients;
    private Admin admin;

    public BrokerHealth(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        try {
            health.withDetail(
                    "nodes",
                    admin().describeCluster()
                            .nodes()
                            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                            .size());
        } catch (ExecutionException e) {
            // The client gives up after the same time, and may be the first to.
            boolean late = e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException;
            health.down()
                    .withDetail(
                            "cause",
                            late ? NO_ANSWER : String.valueOf(e.getCause().getMessage()));
        } catch (TimeoutException | KafkaException e) {
            health.down().withDetail("cause", NO_ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            health.down().withDetail("cause", "interrupted");
        }
        return health.withDetail("servers", clients.servers()).build();
    }

    /** Created on first use, because it starts looking for the broker immediately. */
    private synchronized Admin admin() {
        if (admin == null) {
            admin = clients.admin("solera-health", PATIENCE);
        }
        return admin;
    }

    @Override
    public synchronized void destroy() {
        if (admin != null) {
            KafkaClients.close(admin);
        }
    }
}
