package dev.solera.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One small module, of which everything can be measured in a moment. */
public final class TinyDefinition {

    public static final String TEXT = """
            pipeline: tiny
            input: {kind: audio, sample-rate: 16000, window: 400}
            batch: 2
            learning-rate: 1e-3
            seed: 1
            loss: {prediction-steps: 2, sub-window: 8, negatives: {form: shared, count: 4}}
            modules:
              - encoder: [{channels: 4, kernel: 10, stride: 5, padding: 2}]
                loss: {windowed: true}
            """;

    private TinyDefinition() {}

    /** Writes it to a file of that folder, for what reads definitions from files. */
    public static Path in(Path folder) throws IOException {
        return Files.writeString(folder.resolve("tiny.yaml"), TEXT);
    }
}
