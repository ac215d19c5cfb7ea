package dev.solera.checkpoint;

import dev.solera.activation.MalformedRecordException;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.encoder.Parameter;
import dev.solera.learning.Beginning;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The parameter files of an earlier run, which modules begin with. */
public final class EarlierParameters {

    private EarlierParameters() {}

    /**
     * @param key what names the folder, for the refusal
     * @param folder of the files
     * @param modules that begin with them
     * @throws InvalidDefinitionException where they are not there, or of another network
     */
    public static Beginning read(String key, Path folder, PipelineDefinition pipeline, ModuleRange modules) {
        Map<Integer, Map<String, Parameter>> parameters = new HashMap<>();
        for (int number : modules.numbers()) {
            Path file = ParameterFile.of(folder, number);
            try {
                parameters.put(number, ParameterFile.read(file).parameters());
            } catch (IOException | MalformedRecordException e) {
                throw InvalidDefinitionException.of(
                        key,
                        "%s, whose %s cannot be read (%s)".formatted(folder, file.getFileName(), e),
                        "a folder with the parameter files of an earlier run, one a module");
            }
        }
        Beginning beginning = new Beginning(folder.toString(), parameters);
        beginning.requireFits(pipeline);
        return beginning;
    }
}
