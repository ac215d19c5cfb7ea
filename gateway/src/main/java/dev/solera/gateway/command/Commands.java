package dev.solera.gateway.command;

import dev.solera.service.SoleraStreams;
import dev.solera.service.broker.PublishFailedException;
import dev.solera.service.event.ControlWriter;
import dev.solera.service.event.ServiceCommand;
import dev.solera.service.event.SnapshotCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** Puts commands on the control topic, one after another, and writes each into the log: who asked for what, and when. */
@Component
class Commands implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SoleraStreams streams;
    private Optional<ControlWriter> writer = Optional.empty();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread sender = new Thread(work, "gateway-commands");
        sender.setDaemon(true);
        return sender;
    });

    Commands(SoleraStreams streams) {
        this.streams = streams;
    }

    /**
     * Returns once the command is acknowledged.
     *
     * @throws ResponseStatusException where the broker does not acknowledge it in time
     */
    void give(String service, ServiceCommand command) {
        put(ServiceCommand.key(service), command.word());
        LOG.info(
                "command given id={} service={} state={} by={} time={}",
                command.id(),
                service,
                command.state().text(),
                command.by(),
                command.time());
    }

    /**
     * Returns once the command is acknowledged.
     *
     * @throws ResponseStatusException where the broker does not acknowledge it in time
     */
    void give(SnapshotCommand command) {
        put(SnapshotCommand.KEY, command.word());
        LOG.info(
                "command given id={} snapshot={} by={} time={}",
                command.id(),
                command.samples(),
                command.by(),
                command.time());
    }

    private void put(String key, String word) {
        Future<?> sending = thread.submit(() -> {
            writer().put(key, word);
            return key;
        });
        try {
            sending.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            sending.cancel(true);
            throw refused(
                    key,
                    "the broker did not acknowledge it within %d s; it may still arrive"
                            .formatted(PATIENCE.toSeconds()));
        } catch (ExecutionException e) {
            throw refused(key, cause(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(key, "the gateway is stopping");
        }
    }

    private synchronized ControlWriter writer() throws InterruptedException {
        if (writer.isEmpty()) {
            writer = Optional.of(streams.control().writer());
        }
        return writer.get();
    }

    private static String cause(Throwable cause) {
        return cause instanceof PublishFailedException ? cause.getMessage() : cause.toString();
    }

    private static ResponseStatusException refused(String key, String cause) {
        LOG.warn("command not given key={} cause=\"{}\"", key, cause);
        return new ResponseStatusException(
                HttpStatus.SERVICE_UNAVAILABLE, "%s was not given: %s".formatted(key, cause));
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
        close();
    }

    private synchronized void close() {
        writer.ifPresent(ControlWriter::close);
    }
}
