package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.encoder.Architecture;
import dev.solera.objective.NoLossDefinition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What is trained: the input, the modules and how they learn. Every service of a pipeline reads the same one.
 *
 * @param pipeline the name, part of every topic's name
 * @param input what enters at {@code activations.0}
 * @param batch samples a training step, of every module
 * @param learningRate Adam's
 * @param seed all randomness follows from it
 * @param wire how activations travel
 * @param flow how far stages may drift apart
 * @param baseline what was made of the modules that stood here, where it is one of the paper's baselines
 * @param train numbers of the modules that learn; the others are frozen and hand on only
 * @param placement which modules share a service; without it each has its own
 * @param modules from the input downstream; module numbers start at 1
 */
public record PipelineDefinition(
        String pipeline,
        InputDefinition input,
        int batch,
        double learningRate,
        long seed,
        WireDefinition wire,
        FlowDefinition flow,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Baseline> baseline,
        List<Integer> train,
        Placement placement,
        List<ModuleDefinition> modules) {

    public PipelineDefinition {
        require(
                pipeline != null && pipeline.matches("[a-z0-9][a-z0-9-]{0,62}"),
                "pipeline",
                pipeline,
                "lower-case letters, digits and dashes");
        require(input != null, "input", null, "a mapping with a kind and what belongs to it");
        require(batch >= 1 && batch <= 4096, "batch", batch, "1 to 4096");
        require(learningRate > 0 && learningRate < 1, "learning-rate", learningRate, "more than 0, less than 1");
        wire = wire == null ? WireDefinition.DEFAULT : wire;
        flow = flow == null ? FlowDefinition.DEFAULT : flow;
        flow.check(batch);
        require(modules != null && !modules.isEmpty(), "modules", modules, "one or more");
        baseline = baseline == null ? Optional.empty() : baseline;
        modules = baseline.isPresent() ? baseline.get().over(modules) : modules;
        modules = train == null ? modules : frozenBut(train, modules);
        modules = new ModuleStack(input, modules);
        train = trained(modules);
        require(!train.isEmpty(), "modules", "all without a loss", "one or more that has one");
        placement = placement == null ? Placement.apart(modules.size()) : placement;
        requireFits(placement, modules);
    }

    /** The modules with those frozen that are not to be trained. */
    private static List<ModuleDefinition> frozenBut(List<Integer> train, List<ModuleDefinition> modules) {
        boolean known = train.stream().allMatch(number -> number != null && number >= 1 && number <= modules.size());
        require(known && !train.isEmpty(), "train", train, "one or more of the modules 1 to " + modules.size());
        Set<Integer> learning = Set.copyOf(train);
        return IntStream.rangeClosed(1, modules.size())
                .mapToObj(number -> learning.contains(number)
                        ? modules.get(number - 1)
                        : modules.get(number - 1).with(new NoLossDefinition()))
                .toList();
    }

    private static List<Integer> trained(List<ModuleDefinition> modules) {
        return IntStream.rangeClosed(1, modules.size())
                .filter(number -> modules.get(number - 1).loss().trains())
                .boxed()
                .toList();
    }

    private static void requireFits(Placement placement, List<ModuleDefinition> modules) {
        require(
                placement.depth() == modules.size(),
                "placement",
                placement,
                "the modules 1 to %d, each once and in order".formatted(modules.size()));
        for (ModuleRange shared : placement.services()) {
            List<Integer> threads = shared.numbers().stream()
                    .map(number -> modules.get(number - 1).threads())
                    .distinct()
                    .toList();
            require(
                    threads.size() == 1,
                    "placement",
                    placement,
                    "modules with as many threads in one service: those of %s have %s".formatted(shared, threads));
        }
    }

    /** The same, its modules placed otherwise, which changes nothing of what is learned. */
    public PipelineDefinition placed(Placement other) {
        return new PipelineDefinition(
                pipeline, input, batch, learningRate, seed, wire, flow, baseline, train, other, modules);
    }

    /** Shapes at every depth: index 0 is the input, index k what module k hands on. */
    @JsonIgnore
    public List<Stage> stages() {
        return ((ModuleStack) modules).stages();
    }

    /** The network of a module, from 1, with all that its shapes follow from. */
    public Architecture architecture(int number) {
        return module(number).architecture(stages().get(number - 1));
    }

    /**
     * The input as sound.
     *
     * @throws InvalidDefinitionException where it is of another modality
     */
    @JsonIgnore
    public AudioInput audio() {
        return input(AudioInput.class, "audio");
    }

    /**
     * The input as pictures.
     *
     * @throws InvalidDefinitionException where it is of another modality
     */
    @JsonIgnore
    public ImageInput image() {
        return input(ImageInput.class, "image");
    }

    private <I extends InputDefinition> I input(Class<I> modality, String kind) {
        if (modality.isInstance(input)) {
            return modality.cast(input);
        }
        throw InvalidDefinitionException.of("input.kind", "another", kind + ", here");
    }

    /** Depth of the top: the number of modules. */
    @JsonIgnore
    public int depth() {
        return modules.size();
    }

    /** @param number from 1 */
    public ModuleDefinition module(int number) {
        require(number >= 1 && number <= modules.size(), "module", number, "1 to " + modules.size());
        return modules.get(number - 1);
    }

    /** Precision of the activations at a depth: the input is always float32. */
    public WireDefinition.Precision precisionAt(int depth) {
        return depth == 0 ? WireDefinition.Precision.FLOAT32 : wire.precision();
    }
}
