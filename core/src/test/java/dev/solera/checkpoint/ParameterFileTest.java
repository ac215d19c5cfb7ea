package dev.solera.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.encoder.Parameter;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParameterFileTest {

    private static final Provenance OWNER =
            new Provenance("run", PipelineDefinitions.load("speech-small"), ModuleRange.of(1));

    private static final Map<String, Parameter> PARAMETERS =
            Map.of("weight", new Parameter(new long[] {2}, new float[] {1, -1}));

    @TempDir
    private Path folder;

    @Test
    void shouldLeaveNothingBesideItWhenItCannotBeWritten() throws IOException {
        // given something that is in the way
        Path file = ParameterFile.of(folder, 1);
        Files.createDirectories(file.resolve("in the way"));

        // when
        assertThatThrownBy(() -> ParameterFile.write(file, PARAMETERS, OWNER)).isInstanceOf(IOException.class);

        // then
        assertThat(folder.toFile().list()).containsExactly("1.safetensors");
    }
}
