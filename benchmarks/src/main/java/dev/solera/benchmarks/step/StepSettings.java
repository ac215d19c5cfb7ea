package dev.solera.benchmarks.step;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.command.DefinitionOverrides;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is measured.
 *
 * @param pipeline a bundled definition's name, or a file
 * @param overrides of its keys
 * @param threads of every module
 * @param rounds in which every form makes a step
 * @param forms that are compared, the baseline first
 * @param python a Python that has PyTorch; without one its forms are left out
 * @param folder for what processes are told and say, new
 */
public record StepSettings(
        String pipeline,
        Map<String, String> overrides,
        int threads,
        int rounds,
        List<StepForm> forms,
        Optional<Path> python,
        Path folder) {

    public StepSettings {
        overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
        forms = List.copyOf(forms);
        if (rounds < 2) {
            throw new IllegalArgumentException("--rounds is %d; allowed: 2 or more".formatted(rounds));
        }
    }

    /** What is compared: the definition as the default form has it. */
    public PipelineDefinition definition() {
        return definition(Map.of(), Map.of());
    }

    /** The definition in a form of Solera's own. */
    PipelineDefinition definition(StepForm.Solera form) {
        return definition(form.top(), form.everyModule());
    }

    private PipelineDefinition definition(Map<String, String> top, Map<String, String> everyModule) {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        all.putAll(top);
        int modules = DefinitionOverrides.load(pipeline, overrides).depth();
        for (int i = 0; i < modules; i++) {
            String module = "modules[%d].".formatted(i);
            all.put(module + "threads", Integer.toString(threads));
            everyModule.forEach((key, value) -> all.put(module + key, value));
        }
        return DefinitionOverrides.load(pipeline, all);
    }
}
