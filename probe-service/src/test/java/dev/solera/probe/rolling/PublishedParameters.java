package dev.solera.probe.rolling;

import dev.solera.learning.ModuleChain;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.snapshot.Snapshot;
import dev.solera.snapshot.SnapshotCodec;
import dev.solera.stream.document.Document;
import dev.solera.stream.document.DocumentAssembly;
import dev.solera.stream.document.DocumentChunk;
import java.util.Optional;

/** Parameters as a module publishes them. */
final class PublishedParameters {

    private PublishedParameters() {}

    /** @param samples that the module, which has learned nothing, says that it was trained on */
    static Document of(PipelineDefinition pipeline, int module, long samples, String slot) {
        SnapshotCodec codec = new SnapshotCodec(pipeline);
        Snapshot snapshot;
        try (ModuleChain chain = new ModuleChain(pipeline, new ModuleRange(module, module), (report, number) -> {})) {
            snapshot = codec.take(chain.module(module), module, samples);
        }
        DocumentAssembly assembly = new DocumentAssembly();
        return DocumentChunk.of("test", Identity.of(pipeline), samples, slot, codec.encode(snapshot)).stream()
                .map(assembly::accept)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }
}
