package dev.solera.service.event;

import dev.solera.activation.MalformedRecordException;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what the control topic tells a service to do: to pause or to go on, and to publish a snapshot after so many samples. The
 * newest word of each kind counts, and counts again when the service starts again. A word that cannot be read is passed over.
 */
public final class CommandListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandListener.class);

    private final String service;
    private final PauseGate gate;
    private final LongConsumer snapshots;
    private final ControlListener listener;

    /**
     * Returns once all that was told so far is done.
     *
     * @param service its name
     * @param gate that is shut while the service is to pause
     * @param snapshots takes the number of samples that somebody asks for a snapshot after
     */
    public CommandListener(String service, ControlTopic control, PauseGate gate, LongConsumer snapshots) {
        this.service = service;
        this.gate = gate;
        this.snapshots = snapshots;
        this.listener = control.listen(service, this::take);
    }

    private void take(String key, String word) {
        try {
            if (key.equals(ServiceCommand.key(service))) {
                obey(CommandJson.read(word, ServiceCommand.class));
            } else if (key.equals(SnapshotCommand.KEY)) {
                SnapshotCommand asked = CommandJson.read(word, SnapshotCommand.class);
                LOG.info("command taken service={} id={} snapshot={}", service, asked.id(), asked.samples());
                snapshots.accept(asked.samples());
            }
        } catch (MalformedRecordException e) {
            LOG.warn("command ignored key={} cause=\"{}\"", key, e.getMessage());
        }
    }

    private void obey(ServiceCommand command) {
        LOG.info(
                "command taken service={} id={} state={}",
                service,
                command.id(),
                command.state().text());
        if (command.state() == ServiceCommand.State.PAUSED) {
            gate.pause(command.by());
        } else {
            gate.goOn();
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
