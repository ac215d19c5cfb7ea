package dev.solera.service.broker;

import dev.solera.service.lifecycle.ServiceFailure;
import java.util.concurrent.CompletableFuture;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * The threads of one listener container. A container ends on any {@link Error}, in Kafka's consumer or in the listener,
 * without reporting which.
 */
final class ListenerThreads extends SimpleAsyncTaskExecutor {

    private static final long serialVersionUID = 1L;

    private final transient ServiceFailure failure;

    ListenerThreads(String name, ServiceFailure failure) {
        super(name + "-");
        this.failure = failure;
    }

    @Override
    public CompletableFuture<Void> submitCompletable(Runnable consumer) {
        return super.submitCompletable(failure.guarded(consumer));
    }
}
