package dev.solera.gateway.model;

import ai.onnxruntime.OrtException;
import dev.solera.export.ModuleModel;
import dev.solera.export.StackModel;
import dev.solera.gateway.snapshot.ModuleReference;
import dev.solera.gateway.snapshot.ModuleSnapshot;
import dev.solera.gateway.snapshot.StackSnapshot;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Seeds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** What has to hold of a snapshot before anybody is answered from it. */
final class Verification {

    /** Of a module's output, where its largest value is 1 or less; else of that value. */
    private static final float BOUND = 1e-4f;

    private final PipelineDefinition definition;
    private final String version;

    Verification(PipelineDefinition definition, String version) {
        this.definition = definition;
        this.version = version;
    }

    /** Makes sure that these are parameters of the pipeline, and that each module gives what its reference says. */
    void requireModules(StackSnapshot snapshot) throws SnapshotRefusedException, OrtException {
        String identity = Identity.of(definition);
        if (!snapshot.identity().equals(identity)) {
            throw new SnapshotRefusedException(
                    "identity is %s; allowed: %s, as the definition has".formatted(snapshot.identity(), identity));
        }
        List<ModuleSnapshot> modules = snapshot.modules();
        for (int number = 1; number <= modules.size(); number++) {
            ModuleSnapshot module = modules.get(number - 1);
            if (module.reference().isPresent()) {
                requireReference(number, module, module.reference().get());
            }
        }
    }

    private void requireReference(int number, ModuleSnapshot module, ModuleReference reference)
            throws SnapshotRefusedException, OrtException {
        byte[] document = new ModuleModel(definition, number, module.parameters()).toOnnx(version);
        long[] shape = reference.shape().stream().mapToLong(Long::longValue).toArray();
        try (OnnxSession session = new OnnxSession(document, 1)) {
            float[] output = session.run(
                            Map.of(StackModel.UPSTREAM, new OnnxSession.Input.Floats(reference.input(), shape)),
                            Set.of(StackModel.ACTIVATIONS))
                    .get(StackModel.ACTIVATIONS);
            float difference = reference.difference(output);
            float allowed = BOUND * Math.max(1, reference.magnitude());
            if (!(difference <= allowed)) {
                throw new SnapshotRefusedException("module %d differs from its reference by %.1e; allowed: %.1e"
                        .formatted(number, difference, allowed));
            }
        }
    }

    /** Makes sure that the whole makes numbers of a recording. */
    void requireNumbers(LoadedStack stack) throws SnapshotRefusedException {
        var shape = definition.input().stage().shape();
        float[] values = new float[shape.size()];
        SplittableRandom random = Seeds.generator(definition.seed(), "trial");
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble();
        }
        List<Long> sizes = shape.sizes().stream().map(Integer::longValue).toList();
        long[] lengths = stack.hasLengths() ? new long[] {sizes.get(sizes.size() - 1)} : new long[0];
        if (!stack.embed(new Recordings(sizes, values, lengths)).areFinite()) {
            throw new SnapshotRefusedException("what it makes of a recording is no number");
        }
    }
}
