package dev.solera.gateway.live;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Answers how the run is: its state, its modules, its probes. */
@RestController
@RequestMapping("/api")
@Tag(name = "run")
class LiveController {

    private static final int MOST_ROWS = 2000;

    private final LiveRun live;

    LiveController(LiveRun live) {
        this.live = live;
    }

    @GetMapping("/run")
    @Operation(summary = "Where the run and each service stands")
    RunView run() {
        return live.run();
    }

    @GetMapping("/modules")
    @Operation(summary = "Every module: its newest step, rates, queue and state")
    List<ModuleView> modules() {
        return live.modules();
    }

    @GetMapping("/modules/{number}")
    @Operation(summary = "One module, by its number from 1")
    ModuleView module(@PathVariable long number) {
        return live.module(number).orElseThrow(unknown(number));
    }

    @GetMapping("/modules/{number}/history")
    @Operation(summary = "One module's steps over time, averaged to so many points at most")
    ModuleHistoryView history(@PathVariable long number, @RequestParam(defaultValue = "500") int points) {
        return live.history(number, inRange(points)).orElseThrow(unknown(number));
    }

    @GetMapping("/probes")
    @Operation(summary = "Accuracy by depth and label, with its history of so many points at most")
    ProbesView probes(@RequestParam(defaultValue = "500") int points) {
        return live.probes(inRange(points));
    }

    private Supplier<ResponseStatusException> unknown(long number) {
        return () -> new ResponseStatusException(
                HttpStatus.NOT_FOUND,
                "module is %d; allowed: 1 to %d"
                        .formatted(number, live.modules().size()));
    }

    private static int inRange(int points) {
        if (points < 1 || points > MOST_ROWS) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "points is %d; allowed: 1 to %d".formatted(points, MOST_ROWS));
        }
        return points;
    }
}
