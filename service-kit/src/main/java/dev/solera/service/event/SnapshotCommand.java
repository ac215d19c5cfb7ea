package dev.solera.service.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.solera.activation.MalformedRecordException;

/**
 * What all modules are asked to publish, as the control topic has it.
 *
 * @param id its own
 * @param samples that a module has trained on when it publishes its parameters
 * @param by who asks: the address of the caller
 * @param time when, milliseconds since the epoch
 */
public record SnapshotCommand(
        String id, @JsonProperty(required = true) long samples, String by, long time) {

    /** The key of the control topic under which modules find it; no service is called so. */
    public static final String KEY = ServiceCommand.key("snapshot");

    public SnapshotCommand {
        if (samples < 0) {
            throw MalformedRecordException.of("samples", samples, "a number from 0");
        }
    }

    /** As the control topic has it. */
    public String word() {
        return CommandJson.write(this);
    }
}
