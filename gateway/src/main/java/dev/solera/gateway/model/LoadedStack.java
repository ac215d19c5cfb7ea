package dev.solera.gateway.model;

import ai.onnxruntime.OrtException;
import dev.solera.export.DepthsModel;
import dev.solera.gateway.snapshot.ModuleSnapshot;
import dev.solera.gateway.snapshot.StackSnapshot;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot that can be asked for embeddings. Whoever asks holds it for as long as that takes; the memory is freed when nobody
 * holds it any more.
 */
public final class LoadedStack {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedStack.class);

    /** Tensors of a stage's size that are there at the same time in a module: what enters, what leaves, what lies between. */
    private static final int TENSORS_AT_ONCE = 4;

    private final StackSnapshot snapshot;
    private final PipelineDefinition definition;
    private final OnnxSession session;
    private final InferenceProperties properties;
    private final TensorForm input;
    private final List<TensorForm> outputs = new ArrayList<>();
    private final AtomicInteger holders = new AtomicInteger(1);

    private LoadedStack(
            PipelineDefinition definition, StackSnapshot snapshot, OnnxSession session, InferenceProperties properties)
            throws OrtException {
        this.snapshot = snapshot;
        this.definition = definition;
        this.session = session;
        this.properties = properties;
        this.input = session.inputs().get(0);
        for (int depth = 1; depth <= definition.depth(); depth++) {
            outputs.add(session.output(DepthsModel.embedding(depth)));
        }
    }

    /** Not checked yet. */
    static LoadedStack of(
            PipelineDefinition definition, StackSnapshot snapshot, InferenceProperties properties, String version)
            throws OrtException {
        var parameters =
                snapshot.modules().stream().map(ModuleSnapshot::parameters).toList();
        byte[] document = new DepthsModel(definition, snapshot.input(), parameters).toOnnx(version);
        OnnxSession session = new OnnxSession(document, properties.threads());
        try {
            return new LoadedStack(definition, snapshot, session, properties);
        } catch (OrtException e) {
            session.close();
            throw e;
        }
    }

    /** What it was made of. */
    public StackSnapshot snapshot() {
        return snapshot;
    }

    /** What is recorded: all that has to be given. */
    public TensorForm input() {
        return input;
    }

    /** Samples of each clip that are real, which need not be given; none of pictures. */
    public boolean hasLengths() {
        return definition.input().stage().time().isPresent();
    }

    /** The embedding at a depth, from 1. */
    public TensorForm embedding(int depth) {
        return outputs.get(depth - 1);
    }

    /** Depth of the top. */
    public int depth() {
        return definition.depth();
    }

    /** The definition that it follows. */
    public PipelineDefinition definition() {
        return definition;
    }

    /** How many recordings of a shape may go through at once; 0 where not even one may. */
    public int batch(List<Long> shape) {
        double full = definition.input().stage().shape().size();
        double given = shape.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
        int largest = definition.stages().stream()
                .map(Stage::shape)
                .mapToInt(dev.solera.definition.ActivationShape::size)
                .max()
                .orElseThrow();
        double bytes = TENSORS_AT_ONCE * Float.BYTES * (double) largest * Math.max(given / full, 1 / full);
        return (int) Math.min(properties.batch(), properties.memory().toBytes() / bytes);
    }

    /**
     * Embeddings at some depths.
     *
     * @throws IllegalStateException where the model fails
     */
    Embeddings embed(Recordings recordings, Set<Integer> depths) {
        long begin = System.nanoTime();
        List<Map<Integer, float[]>> parts = new ArrayList<>();
        int count = recordings.count();
        int atOnce = Math.max(1, batch(recordings.shape()));
        for (int first = 0; first < count; first += atOnce) {
            parts.add(run(recordings.from(first, Math.min(atOnce, count - first)), depths));
        }
        return new Embeddings(
                Embeddings.joined(parts), new Embeddings.Times(0, System.nanoTime() - begin, Math.min(atOnce, count)));
    }

    /** At every depth. */
    Embeddings embed(Recordings recordings) {
        return embed(recordings, IntStream.rangeClosed(1, depth()).boxed().collect(Collectors.toSet()));
    }

    private Map<Integer, float[]> run(Recordings recordings, Set<Integer> depths) {
        Map<String, OnnxSession.Input> inputs = new LinkedHashMap<>();
        long[] shape = new long[recordings.shape().size() + 1];
        shape[0] = recordings.count();
        for (int axis = 1; axis < shape.length; axis++) {
            shape[axis] = recordings.shape().get(axis - 1);
        }
        inputs.put(input.name(), new OnnxSession.Input.Floats(recordings.values(), shape));
        if (hasLengths()) {
            inputs.put("lengths", new OnnxSession.Input.Longs(recordings.lengths()));
        }
        try {
            Set<String> wanted = depths.stream().map(DepthsModel::embedding).collect(Collectors.toSet());
            Map<String, float[]> found = session.run(inputs, wanted);
            return depths.stream()
                    .collect(Collectors.toMap(depth -> depth, depth -> found.get(DepthsModel.embedding(depth))));
        } catch (OrtException e) {
            throw new IllegalStateException("the model failed: " + e.getMessage(), e);
        }
    }

    /** Holds it, unless nobody does any more. */
    public boolean hold() {
        return holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    /** Lets it go. */
    public void release() {
        if (holders.decrementAndGet() == 0) {
            try {
                session.close();
            } catch (OrtException e) {
                LOG.warn("snapshot cannot be closed number={} cause={}", snapshot.number(), e.getMessage());
            }
        }
    }
}
