package dev.solera.snapshot;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Safetensors;
import dev.solera.activation.SafetensorsWriter;
import dev.solera.activation.Tensor;
import dev.solera.encoder.Architecture;
import dev.solera.encoder.Parameter;
import dev.solera.layer.ParameterSpec;
import dev.solera.learning.LearningModule;
import dev.solera.pipeline.PipelineDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The form of snapshots on their topic: a safetensors document with every parameter under its name and the
 * {@value #REFERENCE} outputs. Equal snapshots have equal bytes.
 */
public final class SnapshotCodec {

    static final String REFERENCE = "reference";
    private static final String MODULE = "module";
    private static final String SAMPLES = "samples";
    private static final String SEED = "reference-seed";
    private static final String STRIDE = "reference-stride";

    private final PipelineDefinition pipeline;

    /** @param pipeline whose modules' snapshots they are */
    public SnapshotCodec(PipelineDefinition pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * Copies what a module is now; between two training steps, on the thread that trains it.
     *
     * @param number the module's
     * @param samples that it has trained on
     */
    public Snapshot take(LearningModule module, int number, long samples) {
        Map<String, Parameter> network = new TreeMap<>(module.parameters());
        network.keySet().removeIf(name -> !Architecture.isOfNetwork(name));
        float[] output = module.encodeInFloat32(Reference.input(pipeline, number, pipeline.seed()));
        return new Snapshot(number, samples, network, Reference.of(pipeline, output));
    }

    /** A snapshot as a document. */
    public byte[] encode(Snapshot snapshot) {
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata(MODULE, Integer.toString(snapshot.module()))
                .metadata(SAMPLES, Long.toString(snapshot.samples()))
                .metadata(SEED, Long.toString(snapshot.reference().seed()))
                .metadata(STRIDE, Integer.toString(snapshot.reference().stride()));
        new TreeMap<>(snapshot.parameters())
                .forEach((name, parameter) -> writer.add(name, parameter.values(), parameter.shape()));
        float[] outputs = snapshot.reference().outputs();
        return writer.add(REFERENCE, outputs, outputs.length).toBytes();
    }

    /**
     * @throws MalformedRecordException where the document is no snapshot of the module, whose parameters are those of the
     *     pipeline's network in name and shape
     */
    public Snapshot decode(int module, byte[] bytes) {
        Safetensors document = Safetensors.parse(bytes);
        long named = number(document, MODULE, 1, pipeline.depth());
        if (named != module) {
            throw MalformedRecordException.of("module of a snapshot", named, Integer.toString(module));
        }
        long samples = number(document, SAMPLES, 0, Long.MAX_VALUE);
        long seed = number(document, SEED, Long.MIN_VALUE, Long.MAX_VALUE);
        return new Snapshot(module, samples, parameters(document, module), reference(document, module, seed));
    }

    private Map<String, Parameter> parameters(Safetensors document, int module) {
        Map<String, Parameter> parameters = new TreeMap<>();
        for (ParameterSpec spec : pipeline.architecture(module).parameters()) {
            Tensor tensor = document.tensor(spec.name()).requireShape(spec.shape());
            long[] shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
            parameters.put(spec.name(), new Parameter(shape, tensor.floats()));
        }
        Set<String> others = new HashSet<>(document.names());
        others.removeAll(parameters.keySet());
        others.remove(REFERENCE);
        if (!others.isEmpty()) {
            throw MalformedRecordException.of("tensors of a snapshot", "also " + others, "those of the network");
        }
        return parameters;
    }

    private Reference reference(Safetensors document, int module, long seed) {
        var output = pipeline.architecture(module).output();
        int stride = (int) number(document, STRIDE, 1, output.size());
        long kept = Reference.kept(output, stride);
        float[] outputs = document.tensor(REFERENCE).requireShape(List.of(kept)).floats();
        return new Reference(seed, stride, outputs);
    }

    private static long number(Safetensors document, String key, long least, long most) {
        String text = document.metadata().get(key);
        try {
            long number = text == null ? Long.MIN_VALUE : Long.parseLong(text);
            if (text != null && number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new MalformedRecordException(refusal(key, text, least, most), e);
        }
        throw new MalformedRecordException(refusal(key, text, least, most));
    }

    private static String refusal(String key, String text, long least, long most) {
        return "%s of a snapshot is %s; allowed: a number from %d to %d".formatted(key, text, least, most);
    }
}
