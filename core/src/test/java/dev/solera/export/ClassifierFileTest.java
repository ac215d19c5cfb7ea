package dev.solera.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Safetensors;
import dev.solera.activation.SafetensorsWriter;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierFileTest {

    @TempDir
    private Path folder;

    @Test
    void shouldGiveBackWhatWasWritten() throws IOException {
        // given
        Classifier words = RandomClassifier.of(PipelineDefinitions.load("speech-small"), 3, true);
        Classifier voices = new Classifier(
                "voice.weights", false, List.of("0", "3"), new float[1], new float[1], new float[2], new float[2]);
        Path file = folder.resolve("probes/3.safetensors");

        // when
        ClassifierFile.write(file, List.of(words, voices), "abc", 3);

        // then
        assertThat(ClassifierFile.read(file, "abc", 3))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(words, voices);
        assertThat(Safetensors.read(file).metadata()).containsEntry("depth", "3");
        assertThat(file.getParent()).isDirectoryContaining("glob:**3.safetensors");
        assertThat(Files.list(file.getParent())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "{}x",
                "[3]",
                "null",
                "[null]",
                "[{\"label\":\"word\",\"ofFrames\":true,\"classes\":[\"a\",\"b\"]}]"
            })
    void shouldRefuseAFileThatHoldsSomethingElse(String description) throws IOException {
        // given
        Path file = folder.resolve("3.safetensors");
        new SafetensorsWriter()
                .metadata("classifiers", description)
                .add("word.mean", new float[1], 1)
                .add("word.scale", new float[2], 2)
                .add("word.weights", new float[2], 2)
                .add("word.bias", new float[2], 2)
                .writeTo(file);

        // then
        assertThatThrownBy(() -> ClassifierFile.read(file, "abc", 3))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void shouldRefuseALabelThatIsDescribedTwice() throws IOException {
        Classifier words = RandomClassifier.of(PipelineDefinitions.load("speech-small"), 3, true);
        Path file = folder.resolve("3.safetensors");
        ClassifierFile.write(file, List.of(words), "abc", 3);
        Safetensors once = Safetensors.read(file);
        String description = once.metadata().get("classifiers");
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata("classifiers", description.replace("]}]", "]}," + description.substring(1)));
        once.names()
                .forEach(name -> writer.add(
                        name, once.tensor(name).floats(), once.tensor(name).size()));
        writer.writeTo(file);

        assertThatThrownBy(() -> ClassifierFile.read(file, "abc", 3))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("is described twice");
    }

    /** As where files were copied from another run's folder, or renamed. */
    @Test
    void shouldRefuseClassifiersOfAnotherRunOrDepth() throws IOException {
        Path file = folder.resolve("3.safetensors");
        ClassifierFile.write(
                file, List.of(RandomClassifier.of(PipelineDefinitions.load("speech-small"), 3, true)), "abc", 3);

        assertThatThrownBy(() -> ClassifierFile.read(file, "abd", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("identity of %s is abc; allowed: abd".formatted(file));
        assertThatThrownBy(() -> ClassifierFile.read(file, "abc", 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("depth of %s is 3; allowed: 2".formatted(file));
    }

    @Test
    void shouldCallClassesByTheNamesOfTheirNumbers() {
        Classifier voices = new Classifier(
                "voice", false, List.of("0", "2"), new float[1], new float[1], new float[2], new float[2]);

        assertThat(voices.named(List.of("ann", "bob", "cy")).classes()).containsExactly("ann", "cy");
        assertThatThrownBy(() -> voices.named(List.of("ann", "bob")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class of voice is 2; allowed: 0 to 1");
    }
}
