package dev.solera.ingest;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Healthy until feeding fails; what has finished is healthy too. */
@Component
class IngestHealth implements HealthIndicator {

    private final Ingest ingest;

    IngestHealth(Ingest ingest) {
        this.ingest = ingest;
    }

    @Override
    public Health health() {
        CompletableFuture<Map<String, Long>> completion = ingest.completion();
        if (!completion.isDone()) {
            return Health.up().withDetail("state", "feeding").build();
        }
        if (completion.isCancelled()) {
            return Health.outOfService().withDetail("state", "stopped").build();
        }
        return completion
                .handle((counts, failure) -> failure == null
                        ? Health.up().withDetails(counts).withDetail("state", "finished")
                        : Health.down(failure).withDetail("state", "failed"))
                .join()
                .build();
    }
}
