package dev.solera.ingest;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
        return completion.handle(IngestHealth::ended).join();
    }

    private static Health ended(Map<String, Long> counts, Throwable failure) {
        if (failure == null) {
            return Health.up()
                    .withDetail("state", "finished")
                    .withDetails(counts)
                    .build();
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CancellationException) {
            return Health.outOfService().withDetail("state", "stopped").build();
        }
        return Health.down(cause).withDetail("state", "failed").build();
    }
}
