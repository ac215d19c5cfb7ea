package dev.solera.service.broker;

import dev.solera.service.lifecycle.ServiceFailure;
import java.util.concurrent.CompletableFuture;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * The threads of one listener container, named as its client is, less what all clients begin with: Linux keeps 15 characters of a name,
 * which then still tell what a thread does. A container ends on any {@link Error}, in Kafka's consumer or in the listener, without
 * reporting which.
 */
final class ListenerThreads extends SimpleAsyncTaskExecutor {

    private static final long serialVersionUID = 1L;

    private static final String EVERY_CLIENT = "solera-";

    private final transient ServiceFailure failure;

    ListenerThreads(String client, ServiceFailure failure) {
        super((client.startsWith(EVERY_CLIENT) ? client.substring(EVERY_CLIENT.length()) : client) + "-");
        this.failure = failure;
    }

    @Override
    public CompletableFuture<Void> submitCompletable(Runnable consumer) {
        return super.submitCompletable(failure.guarded(consumer));
    }
}
