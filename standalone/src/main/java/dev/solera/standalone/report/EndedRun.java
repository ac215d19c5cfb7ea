package dev.solera.standalone.report;

import dev.solera.checkpoint.ParameterFile;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.InputDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a run has come to, read from its folder.
 *
 * @param folder of a run that has ended
 * @param provenance what the run wrote down
 * @param definition what it trained
 */
public record EndedRun(RunFolder folder, RunProvenance provenance, PipelineDefinition definition) {

    /**
     * @param folder of a run that has ended
     * @throws IllegalArgumentException where what the run wrote down was edited
     */
    public static EndedRun of(RunFolder folder) {
        RunProvenance provenance = RunProvenance.read(folder.provenance());
        PipelineDefinition definition =
                PipelineDefinitions.load(folder.pipeline().toString());
        provenance.require(definition);
        return new EndedRun(folder, provenance, definition);
    }

    /**
     * A module's parameters.
     *
     * @throws IllegalArgumentException where they are not there, or another run's
     */
    public ParameterFile.Content parameters(int number) throws IOException {
        Path file = ParameterFile.of(folder.modules(), number);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "run is %s, which has no modules/%d.safetensors; allowed: the folder of a run that has ended"
                            .formatted(folder.path(), number));
        }
        ParameterFile.Content content = ParameterFile.read(file);
        String found = content.provenance().getOrDefault("identity", "none");
        String expected = Identity.of(definition);
        if (!found.equals(expected)) {
            throw new IllegalArgumentException(
                    "identity of %s is %s; allowed: %s, as pipeline.yaml has".formatted(file, found, expected));
        }
        return content;
    }

    /** The input as modules saw it: pictures scaled as those were that the run trained on. */
    public InputDefinition input() {
        return definition.input() instanceof ImageInput pictures
                        && pictures.normalise().isEmpty()
                ? provenance
                        .data()
                        .pixels()
                        .<InputDefinition>map(pictures::scaledBy)
                        .orElse(pictures)
                : definition.input();
    }
}
