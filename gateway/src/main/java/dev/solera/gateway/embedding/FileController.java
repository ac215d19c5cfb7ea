package dev.solera.gateway.embedding;

import dev.solera.gateway.model.LoadedStack;
import dev.solera.gateway.model.Models;
import dev.solera.gateway.upload.FileReader;
import dev.solera.gateway.upload.Upload;
import dev.solera.gateway.upload.UploadRefusedException;
import dev.solera.gateway.upload.Uploads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** Answers what the newest snapshot makes of a file. */
@RestController
@Tag(name = "models")
class FileController {

    static final String DEPTH = "depth";

    private final Uploads uploads;
    private final FileEmbedder embedder;
    private final Models models;
    private final LatentSpaces spaces;

    FileController(Uploads uploads, FileEmbedder embedder, Models models, LatentSpaces spaces) {
        this.uploads = uploads;
        this.embedder = embedder;
        this.models = models;
        this.spaces = spaces;
    }

    @PostMapping("/api/embeddings")
    @Operation(
            summary = "The embedding of a file",
            description = "Of sound that is longer than a window, the mean of the embeddings of its windows.")
    @TakesFile
    EmbeddingView embedding(HttpServletRequest request) throws IOException {
        int depth = depth(request);
        try (Upload upload = received(request);
                FileReader.Place place = embedder.place()) {
            LoadedStack stack = models.hold().orElseThrow(FileController::noSnapshot);
            try {
                List<float[]> windows = embedder.embed(place, stack, depth, upload.path());
                return EmbeddingView.of(stack.snapshot(), depth, windows);
            } finally {
                stack.release();
            }
        }
    }

    @PostMapping("/api/classify")
    @Operation(
            summary = "What a file is taken for, and the held-out samples that are most like it",
            description =
                    "By the final probes of a run that has ended; while it goes on by ridge regression on labelled training"
                            + " samples. Of sound that is longer than a window, probabilities are means over its windows."
                            + " Until a gateway that has started has embedded the run's samples, final probes alone answer:"
                            + " `neighbours` is empty, and `place` and labels without a final probe are missing.")
    @TakesFile
    ClassificationView classification(HttpServletRequest request) throws IOException {
        int depth = depth(request);
        try (Upload upload = received(request);
                FileReader.Place place = embedder.place()) {
            EmbeddedGallery gallery = spaces.hold().orElseGet(() -> withoutSamples(depth));
            try {
                return ClassificationView.of(
                        gallery, depth, embedder.embed(place, gallery.stack(), depth, upload.path()));
            } finally {
                gallery.stack().release();
            }
        }
    }

    private Upload received(HttpServletRequest request) throws IOException {
        return uploads.receive(
                request.getInputStream(),
                request.getContentLengthLong(),
                Optional.ofNullable(request.getContentType()).orElse(""));
    }

    /** From the address alone: to look for parameters in a body that says it is a form would be to read the file. */
    private int depth(HttpServletRequest request) {
        String given = UriComponentsBuilder.newInstance()
                .query(request.getQueryString())
                .build()
                .getQueryParams()
                .getFirst(DEPTH);
        if (given == null) {
            return models.depth();
        }
        if (!given.matches("\\d{1,4}") || Integer.parseInt(given) < 1 || Integer.parseInt(given) > models.depth()) {
            throw UploadRefusedException.invalid(DEPTH, given, "1 to " + models.depth());
        }
        return Integer.parseInt(given);
    }

    /** What can be told before the first snapshot has embedded any, its stack held: what a run's final probes tell. */
    private EmbeddedGallery withoutSamples(int depth) {
        LoadedStack stack = models.hold().orElseThrow(FileController::noSnapshot);
        EmbeddedGallery gallery = EmbeddedGallery.withoutSamples(stack);
        if (gallery.classifiers(depth).isEmpty()) {
            stack.release();
            throw UploadRefusedException.notNow(
                    "the first snapshot has not yet embedded the samples that files are compared with");
        }
        return gallery;
    }

    private static UploadRefusedException noSnapshot() {
        return UploadRefusedException.notNow("no snapshot of the modules is there yet");
    }
}
