package dev.solera.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ONNX's own checker finds nothing wrong with any model, and can infer every shape in it. Skipped where the Python that
 * {@code SOLERA_PYTHON} names ({@code python3} where it is not set) has no package {@code onnx}.
 */
class OnnxCheckerTest {

    private static final String PYTHON = System.getenv().getOrDefault("SOLERA_PYTHON", "python3");

    @TempDir
    private Path folder;

    @Test
    void shouldPassWithStrictInferenceOfShapes() throws Exception {
        assumeTrue(hasOnnx(), "SKIPPED: " + PYTHON + " has no package onnx: pip install onnx");
        List<String> files = new ArrayList<>();
        for (String name : PipelineDefinitions.BUNDLED) {
            try (RandomStack stack = new RandomStack(PipelineDefinitions.load(name), 1)) {
                int depth = stack.definition.depth();
                for (int number = 1; number <= depth; number++) {
                    files.add(write(name + "-" + number, stack.model(number, number, Optional.empty())));
                }
                files.add(write(name, classifying(stack, false)));
                if (stack.definition.stages().get(depth).time().isPresent()) {
                    files.add(write(name + "-frames", classifying(stack, true)));
                }
            }
        }

        List<String> command = new ArrayList<>(List.of(
                PYTHON,
                Path.of("src/test/resources/check_model.py").toAbsolutePath().toString()));
        command.addAll(files);
        Process python = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(python.waitFor()).as(said).isZero();
        assertThat(said.lines().filter(line -> line.contains("nodes checked"))).hasSameSizeAs(files);
    }

    private static StackModel classifying(RandomStack stack, boolean ofFrames) {
        int depth = stack.definition.depth();
        return stack.model(1, depth, Optional.of(RandomClassifier.of(stack.definition, depth, ofFrames)));
    }

    private String write(String name, StackModel model) throws IOException {
        return Files.write(folder.resolve(name + ".onnx"), model.toOnnx("test", Map.of()))
                .toString();
    }

    private static boolean hasOnnx() throws InterruptedException {
        try {
            return new ProcessBuilder(PYTHON, "-c", "import onnx")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
