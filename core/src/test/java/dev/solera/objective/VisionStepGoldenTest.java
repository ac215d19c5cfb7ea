package dev.solera.objective;

import dev.solera.definition.ActivationShape;
import dev.solera.definition.ActivationShape.Axis;
import dev.solera.layer.Conv2dLayer;
import dev.solera.layer.Layer;
import dev.solera.layer.PatchesLayer;
import dev.solera.layer.ResidualLayer;
import dev.solera.layer.SpatialMeanLayer;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One training step over patches equals the paper authors' own: output, means, loss, every gradient, every parameter after it. */
class VisionStepGoldenTest {

    static List<GoldenFile> steps() throws IOException {
        return GoldenFile.ofKind("vision-resnet");
    }

    @ParameterizedTest
    @MethodSource("steps")
    void shouldEqualTheAuthorsStepWhenTheModuleHandsOnItsPatches(GoldenFile golden) {
        float[] outputs = step(golden, layers(golden)).check(plan(golden), exact(golden));

        GoldenStep.assertClose("output", outputs, golden.floats("output"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void shouldEqualTheAuthorsStepWhenTheModuleHandsOnTheirMeansAlone(GoldenFile golden) {
        // given
        List<Layer> layers = new ArrayList<>(layers(golden));
        layers.add(new SpatialMeanLayer());

        // when
        float[] means = step(golden, layers).check(plan(golden), exact(golden));

        // then
        GoldenStep.assertClose("pooled", channelsOutside(golden, means), golden.floats("pooled"));
    }

    private static GoldenStep step(GoldenFile golden, List<Layer> layers) {
        var negatives = new VerticalInfoNceDefinition.Negatives(
                NegativesDefinition.Form.PER_POSITION, golden.number("negative_samples"));
        var loss =
                new VerticalInfoNceDefinition(golden.number("prediction_steps"), golden.number("skip_rows"), negatives);
        var module = new ModuleDefinition(layers, Optional.empty(), loss, 1, Optional.empty());
        return new GoldenStep(golden, module, new Stage(input(golden), Optional.empty()), names(golden, module));
    }

    private static List<Layer> layers(GoldenFile golden) {
        var block = ResidualLayer.Block.valueOf(golden.text("block").toUpperCase(Locale.ROOT));
        int blocks = golden.number("blocks");
        int filters = golden.number("filters");
        if (!isFirst(golden)) {
            return List.of(new ResidualLayer(block, blocks, filters, 2, null));
        }
        int kernel = golden.dimension("before.model.Conv1.weight", 2);
        return List.of(
                new PatchesLayer(golden.number("patch"), golden.number("patch_stride")),
                new Conv2dLayer(golden.dimension("before.model.Conv1.weight", 0), kernel, 1, kernel / 2, null),
                new ResidualLayer(block, blocks, filters, 1, null));
    }

    private static boolean isFirst(GoldenFile golden) {
        return Boolean.parseBoolean(golden.text("first").toLowerCase(Locale.ROOT));
    }

    /** Module 1 takes whole pictures, others the patches of {@code [batch * patches, channels, height, width]}. */
    private static ActivationShape input(GoldenFile golden) {
        List<Axis> axes = new ArrayList<>();
        if (!isFirst(golden)) {
            axes.add(new Axis(ActivationShape.PATCHES, golden.dimension("input", 0) / golden.number("batch")));
        }
        axes.add(new Axis(ActivationShape.CHANNELS, golden.dimension("input", 1)));
        axes.add(new Axis(ActivationShape.HEIGHT, golden.dimension("input", 2)));
        axes.add(new Axis(ActivationShape.WIDTH, golden.dimension("input", 3)));
        return new ActivationShape(axes);
    }

    private static Map<String, List<String>> names(GoldenFile golden, ModuleDefinition module) {
        String stage = isFirst(golden) ? "encoder.2." : "encoder.0.";
        Map<String, List<String>> names = new LinkedHashMap<>();
        module.architecture(new Stage(input(golden), Optional.empty()))
                .parameters()
                .forEach(spec -> names.put(
                        spec.name(),
                        List.of(spec.name()
                                .replace("encoder.1.", "model.Conv1.")
                                .replace(stage, "model.layer 0.")
                                .replace("shortcut.", "shortcut.0."))));
        names.put(
                VerticalInfoNceDefinition.PREDICTOR,
                IntStream.range(0, golden.number("prediction_steps"))
                        .mapToObj("loss.W_k.%d.weight"::formatted)
                        .toList());
        return names;
    }

    private static BiFunction<Objective, List<float[]>, PlannedLoss> plan(GoldenFile golden) {
        VerticalPlan plan = verticalPlan(golden);
        return (objective, samples) -> ((VerticalInfoNce) objective).planned(samples, plan);
    }

    private static GoldenStep.Exact exact(GoldenFile golden) {
        VerticalPlan plan = verticalPlan(golden);
        return (parameters, samples) -> VerticalOracle.of(input(golden), layers(golden))
                .step(
                        parameters,
                        samples,
                        plan.grid().predictionSteps(),
                        plan.grid().skipRows(),
                        VerticalOracle.negatives(plan))
                .gradients();
    }

    private static VerticalPlan verticalPlan(GoldenFile golden) {
        var grid = new VerticalPlan.Grid(
                golden.dimension("pooled", 2),
                golden.number("batch"),
                golden.number("prediction_steps"),
                golden.number("skip_rows"));
        long[][] patches = IntStream.rangeClosed(1, grid.predictionSteps())
                .mapToObj(k -> golden.longs("negatives." + k))
                .toArray(long[][]::new);
        var negatives = new VerticalPlan.Negatives.PerPosition(golden.number("negative_samples"), patches);
        return new VerticalPlan(grid, negatives);
    }

    /** {@code [batch, patches, channels]} as {@code [batch, channels, patches]}. */
    private static float[] channelsOutside(GoldenFile golden, float[] means) {
        int channels = golden.dimension("pooled", 1);
        int patches = golden.dimension("pooled", 2) * golden.dimension("pooled", 3);
        float[] turned = new float[means.length];
        for (int i = 0; i < means.length; i++) {
            int sample = i / (patches * channels);
            int patch = i / channels % patches;
            turned[(sample * channels + i % channels) * patches + patch] = means[i];
        }
        return turned;
    }
}
