package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.encoder.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What is trained: the input, the modules and how they learn. Every service of a pipeline reads the same one.
 *
 * @param pipeline the name, part of every topic's name
 * @param input what enters at {@code activations.0}
 * @param batch samples a training step, of every module
 * @param learningRate Adam's, by the samples that a module has learned from, of modules that have none of their own
 * @param seed all randomness follows from it
 * @param arithmetic in which numbers products are computed, float32 where nothing is said
 * @param wire how activations travel
 * @param flow how far stages may drift apart
 * @param snapshotSamples samples of training between two snapshots of a module's parameters that it publishes
 * @param baseline what was made of the modules that stood here, where it is one of the paper's baselines
 * @param train numbers of the modules that learn, where not all of them do; the others are frozen and hand on only
 * @param placement which modules share a service; without it each has its own
 * @param modules from the input downstream; module numbers start at 1
 */
public record PipelineDefinition(
        String pipeline,
        InputDefinition input,
        int batch,
        LearningRate learningRate,
        long seed,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Arithmetic.WithoutSaying.class)
        Arithmetic arithmetic,

        WireDefinition wire,
        FlowDefinition flow,
        Integer snapshotSamples,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Baseline> baseline,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<Integer>> train,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Placement.WithoutSaying.class)
        Placement placement,

        List<ModuleDefinition> modules) {

    /** What a snapshot costs is little beside so many steps, whose activations are far larger. */
    private static final int STEPS_A_SNAPSHOT = 64;

    public PipelineDefinition {
        require(
                pipeline != null && pipeline.matches("[a-z0-9][a-z0-9-]{0,62}"),
                "pipeline",
                pipeline,
                "lower-case letters, digits and dashes");
        require(input != null, "input", null, "a mapping with a kind and what belongs to it");
        require(batch >= 1 && batch <= 4096, "batch", batch, "1 to 4096");
        require(
                learningRate != null,
                LearningRate.KEY,
                "missing",
                "a number or " + DefinitionRefusal.mapping(LearningRate.class));
        arithmetic = arithmetic == null ? Arithmetic.FLOAT32 : arithmetic;
        wire = wire == null ? WireDefinition.DEFAULT : wire;
        flow = flow == null ? FlowDefinition.DEFAULT : flow;
        flow.check(batch);
        snapshotSamples = snapshotSamples == null ? Integer.valueOf(STEPS_A_SNAPSHOT * batch) : snapshotSamples;
        require(
                snapshotSamples >= 1 && snapshotSamples % batch == 0,
                "snapshot-samples",
                snapshotSamples,
                "a multiple of the batch, here %d".formatted(batch));
        require(modules != null && !modules.isEmpty(), "modules", modules, "one or more");
        baseline = baseline == null ? Optional.empty() : baseline;
        train = train == null ? Optional.empty() : train;
        Resolution resolution = new Resolution(baseline, train, modules);
        modules = resolution.modules(input, learningRate);
        train = Resolution.learning(modules);
        placement = placement == null ? Placement.apart(modules.size()) : placement;
        requireFits(placement, modules, resolution.made(modules.size()));
        requireSamples(batch, modules);
        new Supervision(baseline, modules).requireFits(input, batch);
    }

    private static void requireSamples(int batch, List<ModuleDefinition> modules) {
        for (int i = 0; i < modules.size(); i++) {
            int fewest = modules.get(i).loss().fewestSamples();
            require(
                    batch >= fewest,
                    "batch",
                    batch,
                    "%d or more, as negatives of module %d come from other samples".formatted(fewest, i + 1));
        }
    }

    private static void requireFits(Placement placement, List<ModuleDefinition> modules, String made) {
        require(
                placement.depth() == modules.size(),
                "placement",
                placement,
                "the modules 1 to %d, each once and in order%s".formatted(modules.size(), made));
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

    /** Numbers of the modules that learn; the others are frozen. */
    public List<Integer> learning() {
        return train.orElseGet(
                () -> IntStream.rangeClosed(1, modules.size()).boxed().toList());
    }

    /** The learning rate of a module, from 1: its own, or that of all. */
    public LearningRate learningRate(int number) {
        return module(number).learningRate().orElse(learningRate);
    }

    /**
     * What whoever begins a run has to know of learning rates, see {@link LearningRate#notice}.
     *
     * @param trained samples of the run, negative where nobody knows how many there will be
     */
    public List<String> rateNotices(long trained) {
        return learning().stream()
                .flatMap(number -> learningRate(number)
                        .notice(trained, batch)
                        .map(notice -> module(number).learningRate().isPresent()
                                ? "Module %d: %s".formatted(number, notice)
                                : notice)
                        .stream())
                .distinct()
                .toList();
    }

    /** What modules learn from labels. */
    public Supervision supervision() {
        return new Supervision(baseline, modules);
    }

    /** The same, its modules placed otherwise, which changes nothing of what is learned. */
    public PipelineDefinition placed(Placement other) {
        return with(input, arithmetic, other);
    }

    /** The same, its products computed otherwise. */
    public PipelineDefinition computedIn(Arithmetic other) {
        return with(input, other, placement);
    }

    /** The refusal of a definition that leaves its arithmetic open, by who cannot choose one for all that run it. */
    public InvalidDefinitionException undecided() {
        return InvalidDefinitionException.of(
                "arithmetic",
                "auto",
                "float32, bfloat16 here: only who begins a run may choose, for all of its services");
    }

    /** The same, its recordings read otherwise. */
    public PipelineDefinition fedBy(InputDefinition other) {
        return with(other, arithmetic, placement);
    }

    private PipelineDefinition with(InputDefinition otherInput, Arithmetic otherArithmetic, Placement otherPlacement) {
        return new PipelineDefinition(
                pipeline,
                otherInput,
                batch,
                learningRate,
                seed,
                otherArithmetic,
                wire,
                flow,
                snapshotSamples,
                baseline,
                train,
                otherPlacement,
                modules);
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
