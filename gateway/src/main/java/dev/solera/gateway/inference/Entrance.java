package dev.solera.gateway.inference;

import dev.solera.gateway.model.LoadedStack;
import dev.solera.gateway.model.Recordings;
import dev.solera.gateway.model.TensorForm;
import dev.solera.layer.TimeBase;
import dev.solera.pipeline.Stage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes recordings of the tensors of a call, where they are what the stack takes. */
final class Entrance {

    static final String LENGTHS = "lengths";

    private final LoadedStack stack;
    private final TensorForm form;

    Entrance(LoadedStack stack) {
        this.stack = stack;
        this.form = stack.input();
    }

    Recordings of(List<InputTensor> inputs) {
        Map<String, InputTensor> byName = new LinkedHashMap<>();
        for (InputTensor input : inputs) {
            boolean known = input.name().equals(form.name())
                    || stack.hasLengths() && input.name().equals(LENGTHS);
            if (!known || byName.put(input.name(), input) != null) {
                throw InferenceException.invalid("input", known ? input.name() + " twice" : input.name(), allowed());
            }
        }
        InputTensor samples = Optional.ofNullable(byName.get(form.name()))
                .orElseThrow(() -> InferenceException.invalid("input " + form.name(), "missing", allowed()));
        return checked(
                samples.shape(),
                floats(samples),
                Optional.ofNullable(byName.get(LENGTHS)).map(Entrance::longs));
    }

    private String allowed() {
        return stack.hasLengths() ? form.name() + ", and " + LENGTHS + " where clips are filled up" : form.name();
    }

    /**
     * @param shape with the batch
     * @param lengths samples of each clip that are real; all of them where nothing is said
     */
    Recordings checked(List<Long> shape, float[] values, Optional<long[]> lengths) {
        boolean fits = shape.size() == form.shape().size() && shape.get(0) >= 1;
        for (int axis = 1; fits && axis < shape.size(); axis++) {
            long wanted = form.shape().get(axis);
            fits = wanted < 0 ? shape.get(axis) >= 1 : shape.get(axis) == wanted;
        }
        if (!fits) {
            throw InferenceException.invalid(
                    "shape of " + form.name(), shape, "%s, -1 for any number from 1 on".formatted(form.shape()));
        }
        List<Long> each = shape.subList(1, shape.size());
        long[] real = stack.hasLengths() ? lengths(shape, lengths) : new long[0];
        if (stack.batch(each) < 1) {
            throw InferenceException.invalid(
                    "shape of " + form.name(), shape, "smaller, by solera.gateway.inference.memory");
        }
        Recordings recordings = new Recordings(each, values, real);
        requireNumbers(recordings);
        return recordings;
    }

    private long[] lengths(List<Long> shape, Optional<long[]> given) {
        long samples = shape.get(shape.size() - 1);
        long least = leastSamples();
        if (samples < least) {
            throw InferenceException.invalid(
                    "shape of " + form.name(), shape, "clips of %d samples or more".formatted(least));
        }
        int count = Math.toIntExact(shape.get(0));
        long[] all = new long[count];
        Arrays.fill(all, samples);
        long[] real = given.orElse(all);
        if (real.length != count) {
            throw InferenceException.invalid(LENGTHS, real.length + " numbers", count + ", one a clip");
        }
        for (long length : real) {
            if (length < 1 || length > samples) {
                throw InferenceException.invalid(LENGTHS, length, "1 to %d, the samples of a clip".formatted(samples));
            }
        }
        return real;
    }

    /** So many that every module makes a step of them. */
    private long leastSamples() {
        return stack.definition().stages().stream()
                .map(Stage::time)
                .flatMap(Optional::stream)
                .mapToLong(Entrance::leastSamples)
                .max()
                .orElse(1);
    }

    private static long leastSamples(TimeBase time) {
        return Math.max(1, time.hop() - time.offset());
    }

    /** What fills up a clip may be anything, and becomes nothing; what is real has to be a number. */
    private void requireNumbers(Recordings recordings) {
        float[] values = recordings.values();
        int row = recordings.lengths().length == 0
                ? recordings.each()
                : Math.toIntExact(recordings.shape().get(recordings.shape().size() - 1));
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                boolean real =
                        recordings.lengths().length == 0 || i % row < recordings.lengths()[i / recordings.each()];
                if (real) {
                    throw InferenceException.invalid(
                            "element %d of %s".formatted(i, form.name()), values[i], "numbers that are finite");
                }
                values[i] = 0;
            }
        }
    }

    private static float[] floats(InputTensor tensor) {
        if (tensor.data() instanceof TensorData.Floats floats) {
            return floats.values();
        }
        throw InferenceException.invalid("datatype of " + tensor.name(), Datatype.INT64, Datatype.FP32.name());
    }

    private static long[] longs(InputTensor tensor) {
        if (tensor.data() instanceof TensorData.Longs longs) {
            return longs.values();
        }
        throw InferenceException.invalid("datatype of " + tensor.name(), Datatype.FP32, Datatype.INT64.name());
    }
}
