package dev.solera.learning;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.engine.ComputeDevice;
import dev.solera.engine.Engine;
import dev.solera.engine.Products;
import dev.solera.engine.ProductsTrial;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The products that a definition's arithmetic asks for. Those in bfloat16 are tried once a process and device, before anything is learned with
 * them: a machine that gets them wrong is refused, and one that is slow at them says so.
 */
public final class ChosenProducts {

    private static final Logger LOG = LoggerFactory.getLogger(ChosenProducts.class);

    /** Products are not all of a step: with less than this they do not pay. */
    private static final double WORTHWHILE = 1.5;

    private static final Map<ComputeDevice, ProductsTrial> TRIALS = new HashMap<>();

    private ChosenProducts() {}

    /**
     * A definition that says which arithmetic it has: bfloat16 in place of auto where the device computes it right and faster.
     * Whoever begins a run calls this, once, and hands what it gives to every service.
     *
     * @param device that all modules are computed on
     */
    public static PipelineDefinition resolve(PipelineDefinition definition, ComputeDevice device) {
        if (definition.arithmetic() != Arithmetic.AUTO) {
            return definition;
        }
        Engine.start(definition.module(1).threads());
        ProductsTrial seen = trial(device);
        boolean pays = seen.exact() && seen.speed() >= WORTHWHILE;
        return definition.computedIn(pays ? Arithmetic.BFLOAT16 : Arithmetic.FLOAT32);
    }

    /**
     * The products of a definition, once the engine is started.
     *
     * @throws InvalidDefinitionException where it leaves open which, or this machine gets them wrong
     */
    static Products of(PipelineDefinition definition, ComputeDevice device) {
        return switch (definition.arithmetic()) {
            case FLOAT32 -> Products.FLOAT32;
            case BFLOAT16 -> bfloat16(device);
            case AUTO -> throw definition.undecided();
        };
    }

    private static Products bfloat16(ComputeDevice device) {
        ProductsTrial seen = trial(device);
        require(
                seen.exact(),
                "arithmetic",
                PipelineDefinitions.word(Arithmetic.BFLOAT16),
                PipelineDefinitions.word(Arithmetic.FLOAT32)
                        + " here, as a known product comes out wrong in bfloat16 on this machine, on " + device);
        return Products.BFLOAT16;
    }

    private static synchronized ProductsTrial trial(ComputeDevice device) {
        return TRIALS.computeIfAbsent(device, ChosenProducts::run);
    }

    private static ProductsTrial run(ComputeDevice device) {
        ProductsTrial trial = ProductsTrial.run(device);
        String speed = String.format(Locale.ROOT, "%.1f", trial.speed());
        if (trial.exact() && trial.speed() >= WORTHWHILE) {
            LOG.info("bfloat16=usable device={} exact=true times_as_fast_as_float32={}", device, speed);
        } else {
            LOG.warn(
                    "bfloat16=not-worthwhile device={} exact={} times_as_fast_as_float32={}",
                    device,
                    trial.exact(),
                    speed);
        }
        return trial;
    }
}
