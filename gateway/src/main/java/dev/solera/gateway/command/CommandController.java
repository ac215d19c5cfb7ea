package dev.solera.gateway.command;

import dev.solera.gateway.live.LiveRun;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.event.ServiceCommand;
import dev.solera.service.event.SnapshotCommand;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Takes commands: pause and resume of ingest and of modules, and a snapshot now. What was learned does not depend on them. */
@RestController
@Tag(name = "commands")
class CommandController {

    private final Commands commands;
    private final LiveRun live;
    private final PipelineDefinition definition;
    private final List<String> services = new ArrayList<>(List.of("ingest"));

    CommandController(Commands commands, LiveRun live, PipelineDefinition definition) {
        this.commands = commands;
        this.live = live;
        this.definition = definition;
        definition.placement().services().stream().map(ModuleRange::service).forEach(services::add);
    }

    @PostMapping("/api/services/{name}/pause")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Pauses ingest or a service of modules; it stays paused over a restart")
    ServiceCommand pause(@PathVariable String name, HttpServletRequest request) {
        return give(name, ServiceCommand.State.PAUSED, request);
    }

    @PostMapping("/api/services/{name}/resume")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Lets ingest or a service of modules go on")
    ServiceCommand resume(@PathVariable String name, HttpServletRequest request) {
        return give(name, ServiceCommand.State.RUNNING, request);
    }

    @PostMapping("/api/snapshots")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Asks all modules for a snapshot",
            description = "At a number of samples that none has trained on yet, so that all of them can publish it.")
    SnapshotCommand snapshot(HttpServletRequest request) {
        SnapshotCommand command =
                new SnapshotCommand(id(), ahead(), request.getRemoteAddr(), System.currentTimeMillis());
        commands.give(command);
        return command;
    }

    private ServiceCommand give(String service, ServiceCommand.State state, HttpServletRequest request) {
        if (!services.contains(service)) {
            throw new ResponseStatusException(
                    HttpStatus.NOT_FOUND, "service is %s; allowed: %s".formatted(service, String.join(", ", services)));
        }
        ServiceCommand command = new ServiceCommand(id(), state, request.getRemoteAddr(), System.currentTimeMillis());
        commands.give(service, command);
        return command;
    }

    /** Twice what a module may be ahead of the next one: what is known of the first one is a little old, and the command takes its time. */
    private long ahead() {
        long batch = definition.batch();
        long samples = live.furthest() + 2L * definition.flow().lagBound();
        return (samples + batch - 1) / batch * batch;
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }
}
