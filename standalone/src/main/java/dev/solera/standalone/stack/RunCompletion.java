package dev.solera.standalone.stack;

import dev.solera.stream.TelemetryEvent;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Knows when a run is over: every service that ends has said so, or one has failed. */
final class RunCompletion {

    private final Set<String> awaited;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** @param services names of those that end by themselves */
    RunCompletion(Set<String> services) {
        awaited = new HashSet<>(services);
    }

    synchronized void accept(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.Finished finished && awaited.remove(finished.service())) {
            if (awaited.isEmpty()) {
                done.complete(null);
            }
        } else if (event instanceof TelemetryEvent.Failed failed) {
            done.completeExceptionally(new ServiceFailedException(failed.service(), failed.cause()));
        }
    }

    /** Ends the run with a failure; the first one counts. */
    void fail(ServiceFailedException failure) {
        done.completeExceptionally(failure);
    }

    /**
     * Returns when something is done that the run needs to begin.
     *
     * @throws ServiceFailedException where a service failed before
     * @throws ExecutionException where it failed itself
     */
    void await(CompletableFuture<?> step) throws InterruptedException, ExecutionException {
        CompletableFuture<Object> first = CompletableFuture.anyOf(step, failure());
        first.get();
        if (!step.isDone()) {
            await();
        }
    }

    /** Done when a service has failed. */
    private CompletableFuture<?> failure() {
        CompletableFuture<Void> failed = new CompletableFuture<>();
        done.whenComplete((nothing, failure) -> {
            if (failure != null) {
                failed.complete(null);
            }
        });
        return failed;
    }

    /**
     * Returns when the run is over.
     *
     * @throws ServiceFailedException where a service failed
     */
    void await() throws InterruptedException {
        try {
            done.get();
        } catch (ExecutionException e) {
            throw (ServiceFailedException) e.getCause();
        }
    }
}
