package dev.solera.standalone.export;

import dev.solera.checkpoint.ParameterFile;
import dev.solera.encoder.Parameter;
import dev.solera.export.Classifier;
import dev.solera.export.ClassifierFile;
import dev.solera.export.StackModel;
import dev.solera.gateway.snapshot.ModuleSnapshot;
import dev.solera.gateway.snapshot.StackSnapshot;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.report.EndedRun;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunProvenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run that has ended, from whose folder models are made. */
public final class RunExport {

    /** What the files of parameters tell of how they came about, and what is the same in all of them. */
    private static final List<String> TOLD = List.of("run", "step", "samples", "engine", "arch", "cpu-features");

    private final EndedRun run;

    /**
     * @param folder of a run that has ended
     * @throws IllegalArgumentException where what it wrote down was edited
     */
    public RunExport(RunFolder folder) {
        this.run = EndedRun.of(folder);
    }

    /** Modules of its pipeline. */
    public int depth() {
        return run.definition().depth();
    }

    /**
     * Some of its modules as an ONNX document.
     *
     * @param label of the classifier on top, where one is wanted
     * @throws IllegalArgumentException where the run has no probe for it there, or a file is not the run's
     */
    public byte[] toOnnx(ModuleRange modules, Optional<String> label) throws IOException {
        List<Map<String, Parameter>> parameters = new ArrayList<>();
        Map<String, String> facts = new LinkedHashMap<>();
        for (int number : modules.numbers()) {
            ParameterFile.Content content = run.parameters(number);
            parameters.add(content.parameters());
            TOLD.forEach(key -> facts.put(key, content.provenance().get(key)));
        }
        RunProvenance provenance = run.provenance();
        facts.put("trained", provenance.ended());
        facts.put("data", provenance.data().origin());
        Optional<Classifier> classifier =
                label.isPresent() ? Optional.of(classifier(modules.last(), label.get())) : Optional.empty();
        return new StackModel(run.definition(), run.input(), modules, parameters, classifier)
                .toOnnx(provenance.version(), facts);
    }

    /**
     * All of its modules, as the gateway serves them. What they were when the run ended is its last snapshot, and the only one here.
     *
     * @throws IllegalArgumentException where a file is not the run's
     */
    public StackSnapshot snapshot() throws IOException {
        List<ModuleSnapshot> modules = new ArrayList<>();
        Map<String, String> facts = Map.of();
        for (int number = 1; number <= depth(); number++) {
            ParameterFile.Content content = run.parameters(number);
            modules.add(new ModuleSnapshot(content.parameters(), Optional.empty()));
            facts = content.provenance();
        }
        long samples = Long.parseLong(facts.getOrDefault("samples", "0"));
        return new StackSnapshot(
                samples,
                samples,
                facts.getOrDefault("run", "main"),
                Identity.of(run.definition()),
                run.input(),
                run.provenance().data().classes(),
                modules,
                classifiers());
    }

    private Map<Integer, List<Classifier>> classifiers() throws IOException {
        Map<String, List<String>> classes = run.provenance().data().classes();
        Map<Integer, List<Classifier>> all = new LinkedHashMap<>();
        for (int depth = 1; depth <= depth(); depth++) {
            all.put(
                    depth,
                    classifiers(depth).stream()
                            .filter(classifier -> classes.containsKey(classifier.label()))
                            .map(classifier -> classifier.named(classes.get(classifier.label())))
                            .toList());
        }
        return all;
    }

    private List<Classifier> classifiers(int depth) throws IOException {
        Path file = run.folder().probes().resolve(depth + ".safetensors");
        return Files.exists(file) ? ClassifierFile.read(file, run.provenance().identity(), depth) : List.of();
    }

    /** What was trained. */
    public PipelineDefinition definition() {
        return run.definition();
    }

    private Classifier classifier(int depth, String label) throws IOException {
        RunProvenance provenance = run.provenance();
        List<Classifier> there = classifiers(depth);
        return there.stream()
                .filter(classifier -> classifier.label().equals(label))
                .findFirst()
                .map(classifier -> classifier.named(provenance.data().classes().get(label)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "--classifier is %s; allowed: %s".formatted(label, allowed(there, depth))));
    }

    private static String allowed(List<Classifier> there, int depth) {
        return there.isEmpty()
                ? "none, as the run has no probe at depth " + depth
                : String.join(", ", there.stream().map(Classifier::label).toList());
    }
}
