package dev.solera.gateway.embedding;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Answers how samples of the run lie to each other at a depth. */
@RestController
@Tag(name = "models")
class LatentController {

    private final LatentSpaces spaces;

    LatentController(LatentSpaces spaces) {
        this.spaces = spaces;
    }

    @GetMapping("/api/latent")
    @Operation(
            summary = "Embeddings of held-out samples at a depth, in the plane in which they differ most",
            description =
                    "Held-out ones alone. The plane is turned so that points stay near where the snapshot before had them.")
    LatentView latent(@RequestParam int depth, @RequestParam Optional<String> label) {
        Set<String> labels = spaces.labels();
        label.filter(asked -> !labels.contains(asked)).ifPresent(asked -> {
            throw new ResponseStatusException(
                    HttpStatus.NOT_FOUND,
                    "label is %s; allowed: %s"
                            .formatted(asked, labels.isEmpty() ? "none yet" : String.join(", ", labels)));
        });
        LatentSpace space = spaces.at(depth)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND,
                        "no snapshot has embedded held-out samples at depth %d yet".formatted(depth)));
        return LatentView.of(
                space, depth, label.or(() -> labels.stream().findFirst()).orElse(""), spaces.classes());
    }
}
