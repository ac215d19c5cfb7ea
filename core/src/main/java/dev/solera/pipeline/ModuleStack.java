package dev.solera.pipeline;

import static dev.solera.pipeline.InvalidDefinitionException.require;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * Modules that fit one onto the other, with the shapes between them: inferred once, as that takes as long as the stack is
 * deep and whoever reads a definition asks for them at every depth.
 */
final class ModuleStack extends AbstractList<ModuleDefinition> {

    private final List<ModuleDefinition> modules;
    private final List<StageShape> shapes;

    /** @throws InvalidDefinitionException where a module cannot take what the one upstream of it hands on */
    ModuleStack(InputDefinition input, List<ModuleDefinition> modules) {
        this.modules = List.copyOf(modules);
        this.shapes = inferShapes(input, this.modules);
    }

    /** Index 0 is the input, index k what module k hands on. */
    List<StageShape> shapes() {
        return shapes;
    }

    @Override
    public ModuleDefinition get(int index) {
        return modules.get(index);
    }

    @Override
    public int size() {
        return modules.size();
    }

    private static List<StageShape> inferShapes(InputDefinition input, List<ModuleDefinition> modules) {
        List<StageShape> shapes = new ArrayList<>();
        shapes.add(StageShape.input(input));
        for (int i = 0; i < modules.size(); i++) {
            ModuleDefinition module = modules.get(i);
            String key = "modules[" + i + "]";
            StageShape encoded;
            try {
                encoded = module.encoderShape(shapes.get(i));
            } catch (InvalidDefinitionException e) {
                throw new InvalidDefinitionException(key + ".encoder: " + e.getMessage());
            }
            int k = module.loss().predictionSteps();
            require(
                    encoded.steps() > k,
                    key + ".loss.prediction-steps",
                    k,
                    "less than the module's " + encoded.steps() + " time steps");
            shapes.add(module.outputShape(shapes.get(i)));
        }
        return List.copyOf(shapes);
    }
}
