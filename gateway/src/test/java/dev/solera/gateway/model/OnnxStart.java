package dev.solera.gateway.model;

import dev.solera.gateway.snapshot.StackSnapshot;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.springframework.util.unit.DataSize;

/** A process that loads a snapshot and says which one is in use. */
final class OnnxStart {

    private OnnxStart() {}

    public static void main(String[] ignored) {
        PipelineDefinition definition = TinyStack.DEFINITION;
        InferenceProperties properties = new InferenceProperties(
                1,
                1,
                Duration.ZERO,
                1,
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(1),
                Duration.ofSeconds(1));
        Models models = new Models(definition, properties, new SimpleMeterRegistry(), "test");
        models.load(new StackSnapshot(
                1,
                0,
                "test",
                Identity.of(definition),
                definition.input(),
                Map.of(),
                DrawnParameters.of(definition),
                Map.of()));
        models.hold()
                .ifPresent(
                        stack -> System.out.println("in use " + stack.snapshot().number()));
    }
}
