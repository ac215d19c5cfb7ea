package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Products in bfloat16 against the same in float32 of numbers that were rounded before. */
class Bfloat16ProductsTest {

    private static final long SEED = 20261127;
    private static final double CLOSE = 1e-2;

    private static final ScriptedFunction DIFFERENCES =
            new ScriptedFunction(List.of("all", "places", "pool"), "Tensor", """
            m = torch.size(pool, 0)
            others = torch.slice(all, 2, torch.size(all, 2) - m)
            differences = torch.sub(torch.to(torch.gather(all, 2, places), 6), torch.to(others, 6))
            return torch.reshape(differences, [-1, m])
            """);

    private final SplittableRandom random = new SplittableRandom(SEED);

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @Test
    void shouldBeTheRoundedProductOfRoundedNumbers() {
        try (NDManager manager = Engine.newManager()) {
            NDArray left = drawn(manager, 5, 40);
            NDArray right = drawn(manager, 40, 7);

            NDArray made = Products.BFLOAT16.multiply(left, right);

            assertThat(made.getDataType()).isEqualTo(DataType.FLOAT32);
            float[] exact = TensorValues.of(rounded(manager, left).matMul(rounded(manager, right)));
            float[] values = TensorValues.of(made);
            for (int i = 0; i < exact.length; i++) {
                // 8 significant bits: half a unit in the last place is at most 2^-8 of a number.
                assertThat(Math.abs(values[i] - exact[i]))
                        .as("seed %d, element %d", SEED, i)
                        .isLessThanOrEqualTo(Math.abs(exact[i]) / 256 + 1e-5f);
                assertThat(values[i]).isEqualTo(bfloat16(values[i]));
            }
        }
    }

    @Test
    void shouldHandGradientsOnToFloat32Parameters() {
        try (NDManager manager = Engine.newManager()) {
            NDArray left = drawn(manager, 5, 40);
            NDArray right = Autograd.leaf(drawn(manager, 40, 7));
            try (Autograd recording = Autograd.recording()) {
                Autograd.backward(
                        Autograd.Root.of(Products.BFLOAT16.multiply(left, right).sum()));
            }

            NDArray gradient = right.getGradient();

            assertThat(gradient.getDataType()).isEqualTo(DataType.FLOAT32);
            float[] sums = TensorValues.of(rounded(manager, left).sum(new int[] {0}));
            float[] values = TensorValues.of(gradient);
            for (int i = 0; i < values.length; i++) {
                assertThat(Math.abs(values[i] - sums[i / 7]))
                        .as("seed %d, element %d", SEED, i)
                        .isLessThanOrEqualTo(Math.abs(sums[i / 7]) / 256 + 1e-5f);
            }
        }
    }

    @Test
    void shouldComeCloseToFloat32InConvolutionsAndTheirGradients() {
        try (NDManager manager = Engine.newManager()) {
            List<NDArray> line = List.of(drawn(manager, 3, 16, 200), drawn(manager, 24, 16, 8), drawn(manager, 24));
            List<NDArray> plane =
                    List.of(drawn(manager, 3, 16, 9, 9), drawn(manager, 24, 16, 3, 3), drawn(manager, 24));
            List<NDArray> places = List.of(drawn(manager, 3, 16, 9, 9), drawn(manager, 24, 16));

            assertClose(
                    line,
                    (products, of) -> products.convolve(of.get(0), of.get(1), of.get(2), new Shape(4), new Shape(2)));
            assertClose(
                    plane,
                    (products, of) ->
                            products.convolve(of.get(0), of.get(1), of.get(2), new Shape(2, 2), new Shape(1, 1)));
            assertClose(places, (products, of) -> products.project(of.get(0), of.get(1)));
        }
    }

    @Test
    void shouldComeCloseToFloat32InConvolutionsOfAsManyPlacesAsTheKernelHas() {
        try (NDManager manager = Engine.newManager()) {
            List<NDArray> line = List.of(drawn(manager, 6, 16, 8), drawn(manager, 24, 16, 8), drawn(manager, 24));
            List<NDArray> plane =
                    List.of(drawn(manager, 6, 16, 3, 3), drawn(manager, 24, 16, 3, 3), drawn(manager, 24));

            assertClose(
                    line,
                    (products, of) ->
                            products.convolveAndRectify(of.get(0), of.get(1), of.get(2), new Shape(4), new Shape(0)));
            assertClose(
                    plane,
                    (products, of) ->
                            products.convolve(of.get(0), of.get(1), of.get(2), new Shape(1, 1), new Shape(0, 0)));
        }
    }

    @Test
    void shouldRectifyWhatItConvolves() {
        try (NDManager manager = Engine.newManager()) {
            NDArray x = drawn(manager, 3, 16, 200);
            NDArray weight = drawn(manager, 24, 16, 8);
            NDArray bias = drawn(manager, 24);

            NDArray both = Products.BFLOAT16.convolveAndRectify(x, weight, bias, new Shape(4), new Shape(2));

            NDArray convolved = Products.BFLOAT16.convolve(x, weight, bias, new Shape(4), new Shape(2));
            assertThat(TensorValues.of(both))
                    .isEqualTo(TensorValues.of(convolved.getNDArrayInternal().relu()));
        }
    }

    @Test
    void shouldConvolveASingleChannelInFloat32() {
        try (NDManager manager = Engine.newManager()) {
            NDArray x = drawn(manager, 3, 1, 200);
            NDArray weight = drawn(manager, 24, 1, 10);
            NDArray bias = drawn(manager, 24);

            assertThat(TensorValues.of(
                            Products.BFLOAT16.convolveAndRectify(x, weight, bias, new Shape(5), new Shape(2))))
                    .isEqualTo(TensorValues.of(
                            Products.FLOAT32.convolveAndRectify(x, weight, bias, new Shape(5), new Shape(2))));
            assertThat(TensorValues.of(Products.BFLOAT16.convolve(x, weight, bias, new Shape(5), new Shape(2))))
                    .isEqualTo(TensorValues.of(Products.FLOAT32.convolve(x, weight, bias, new Shape(5), new Shape(2))));
        }
    }

    /** Scores of a row are compared as the softmax over them sees them: by their differences. */
    @Test
    void shouldComeCloseToFloat32InScoresAndTheirGradientsThoughCandidatesHaveMuchInCommon() {
        int window = 20;
        assertScoresClose(2, window, 3, places(2 * window * 3, i -> random.nextInt(window)));
    }

    @Test
    void shouldComeCloseToFloat32WhenOwnCandidatesLieSoNearThatOthersAreNotScored() {
        int window = 64;
        int parts = 12;
        long[] places = places(2 * window * parts, i -> Math.min(window - 1, i / parts % window + i % parts + 1));
        assertThat(Bands.of(new Products.Own(2, places), window).width()).isLessThan(window);

        assertScoresClose(2, window, parts, places);
    }

    private static long[] places(int terms, IntUnaryOperator place) {
        return IntStream.range(0, terms).map(place).asLongStream().toArray();
    }

    private void assertScoresClose(int samples, int window, int parts, long[] places) {
        try (NDManager manager = Engine.newManager()) {
            NDArray common = drawn(manager, 1, 32).mul(10);
            List<NDArray> of = List.of(
                    drawn(manager, samples * window, 24),
                    drawn(manager, parts * 32, 24),
                    copy(manager, drawn(manager, samples * window, 32).add(common)),
                    copy(manager, drawn(manager, 12, 32).add(common)));

            for (Similarity similarity : List.of(Similarity.PRODUCT, new Similarity.Cosine(0.1))) {
                assertClose(
                        of,
                        (products, tensors) -> differences(products.scores(
                                tensors.get(0),
                                tensors.get(1),
                                tensors.get(2),
                                new Products.Own(samples, places),
                                tensors.get(3),
                                similarity)));
            }
        }
    }

    private static NDArray differences(Scores scores) {
        if (scores instanceof Float32Scores single) {
            return single.own().sub(single.others());
        }
        Bfloat16Scores rounded = (Bfloat16Scores) scores;
        return DIFFERENCES.call(rounded.all(), rounded.places(), rounded.pool()).singletonOrThrow();
    }

    /** Computes the same with both, and the gradients by a drawn sum of what comes out. */
    private void assertClose(List<NDArray> tensors, BiFunction<Products, List<NDArray>, NDArray> compute) {
        List<float[]> weights = new ArrayList<>();
        List<float[]> exact = computed(Products.FLOAT32, tensors, compute, weights);
        List<float[]> rounded = computed(Products.BFLOAT16, tensors, compute, weights);
        for (int i = 0; i < exact.size(); i++) {
            assertThat(Drawn.off(rounded.get(i), exact.get(i)))
                    .as("seed %d, %s", SEED, i == 0 ? "result" : "gradient of tensor " + i)
                    .isBetween(1e-6, CLOSE);
        }
    }

    private List<float[]> computed(
            Products products,
            List<NDArray> tensors,
            BiFunction<Products, List<NDArray>, NDArray> compute,
            List<float[]> weights) {
        List<NDArray> own = tensors.stream()
                .map(tensor -> Autograd.leaf(copy(tensor.getManager(), tensor)))
                .toList();
        List<float[]> values = new ArrayList<>();
        try (Autograd recording = Autograd.recording()) {
            NDArray made = compute.apply(products, own);
            if (weights.isEmpty()) {
                weights.add(values(Math.toIntExact(made.size())));
            }
            values.add(TensorValues.of(copy(made.getManager(), made.stopGradient())));
            Autograd.backward(
                    Autograd.Root.of(made.mul(AlignedBuffer.copyOf(made.getManager(), weights.get(0), made.getShape()))
                            .sum()));
        }
        own.forEach(tensor -> values.add(TensorValues.of(tensor.getGradient())));
        return values;
    }

    @Test
    void shouldBeRightAndToldOnThisMachine() {
        ProductsTrial trial = ProductsTrial.run(ComputeDevice.CPU);

        assertThat(trial.exact()).isTrue();
        assertThat(trial.speed()).isPositive();
    }

    private NDArray drawn(NDManager manager, long... shape) {
        Shape sizes = new Shape(shape);
        return AlignedBuffer.copyOf(manager, values(Math.toIntExact(sizes.size())), sizes);
    }

    private float[] values(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static NDArray copy(NDManager manager, NDArray array) {
        return AlignedBuffer.copyOf(manager, TensorValues.of(array), array.getShape());
    }

    private static NDArray rounded(NDManager manager, NDArray array) {
        float[] values = TensorValues.of(array);
        for (int i = 0; i < values.length; i++) {
            values[i] = bfloat16(values[i]);
        }
        return AlignedBuffer.copyOf(manager, values, array.getShape());
    }

    /** To the nearest, and of two as near to the even one. */
    private static float bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return Float.intBitsToFloat(bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF0000);
    }
}
