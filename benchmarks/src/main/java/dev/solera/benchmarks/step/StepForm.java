package dev.solera.benchmarks.step;

import dev.solera.pipeline.WireDefinition.Precision;
import java.util.List;
import java.util.Map;

/** A way of making a training step that is compared with others. What a name does not tell is as the definition has it. */
public sealed interface StepForm {

    /** In the tables. */
    String name();

    /** What its matrix products are in: which limit it is measured by. */
    Precision precision();

    /** Whether every position has negatives of its own, as the paper's authors have it, instead of one pool for all. */
    boolean authors();

    /**
     * Solera's.
     *
     * @param top keys of the definition that are set
     * @param everyModule keys of every module that are set
     */
    record Solera(
            String name, Precision precision, boolean authors, Map<String, String> top, Map<String, String> everyModule)
            implements StepForm {

        public Solera {
            top = Map.copyOf(top);
            everyModule = Map.copyOf(everyModule);
        }
    }

    /**
     * PyTorch's.
     *
     * @param compiled by {@code torch.compile}
     */
    record PyTorch(String name, Precision precision, boolean authors, boolean compiled) implements StepForm {}

    /** The authors' negatives a position. */
    int AUTHORS_NEGATIVES = 10;

    /** All, the baseline first. A form more is a line more. */
    List<StepForm> ALL = List.of(
            new PyTorch("PyTorch, authors' form", Precision.FLOAT32, true, false),
            new PyTorch("PyTorch, shared pool", Precision.FLOAT32, false, false),
            new PyTorch("PyTorch, shared pool, bf16 autocast", Precision.BFLOAT16, false, false),
            new PyTorch("PyTorch, shared pool, compiled", Precision.FLOAT32, false, true),
            new PyTorch("PyTorch, shared pool, bf16 autocast, compiled", Precision.BFLOAT16, false, true),
            new Solera(
                    "Solera, authors' form",
                    Precision.FLOAT32,
                    true,
                    Map.of(
                            "arithmetic",
                            "float32",
                            "loss.negatives",
                            "{form: per-position, count: %d}".formatted(AUTHORS_NEGATIVES)),
                    Map.of("loss.windowed", "false")),
            new Solera("Solera, shared pool", Precision.FLOAT32, false, Map.of("arithmetic", "float32"), Map.of()),
            new Solera(
                    "Solera, shared pool, bf16 arithmetic",
                    Precision.BFLOAT16,
                    false,
                    Map.of("arithmetic", "bfloat16"),
                    Map.of()));
}
