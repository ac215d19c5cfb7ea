package dev.solera.checkpoint;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Safetensors;
import dev.solera.activation.SafetensorsWriter;
import dev.solera.activation.Tensor;
import dev.solera.encoder.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** One module's parameters as a safetensors file, with its provenance in the header. */
public final class ParameterFile {

    private ParameterFile() {}

    /** The file of a module. */
    public static Path of(Path folder, int number) {
        return folder.resolve(number + ".safetensors");
    }

    /**
     * What a file holds.
     *
     * @param parameters by name
     * @param provenance of the header, as {@link Provenance#toMetadata} has it
     */
    public record Content(Map<String, Parameter> parameters, Map<String, String> provenance) {}

    /** @throws MalformedRecordException where the file holds something else */
    public static Content read(Path file) throws IOException {
        Safetensors document = Safetensors.read(file);
        Map<String, Parameter> parameters = new TreeMap<>();
        for (String name : document.names()) {
            Tensor tensor = document.tensor(name);
            long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
            parameters.put(name, new Parameter(shape, tensor.floats()));
        }
        return new Content(parameters, document.metadata());
    }

    /**
     * Writes whole, or not at all.
     *
     * @param file replaced where it exists; its folder is made where it is missing
     */
    public static void write(Path file, Map<String, Parameter> parameters, Provenance provenance) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        provenance.toMetadata().forEach(writer::metadata);
        parameters.forEach((name, parameter) -> writer.add(name, parameter.values(), parameter.shape()));
        writer.writeTo(file);
    }
}
