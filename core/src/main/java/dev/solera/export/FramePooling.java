package dev.solera.export;

import dev.solera.layer.TimeBase;
import dev.solera.onnx.Attribute;
import dev.solera.onnx.Element;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import dev.solera.pipeline.AudioInput;
import java.util.List;

/**
 * What probes see of every 10 ms frame of a sound: the mean over the valid steps that are centred within it; where none is, the
 * nearest valid step. Steps are looked up frame by frame, so that memory grows with the length and not with its square.
 *
 * <p>Places are counted in halves of input samples, where all of them are whole numbers.
 */
final class FramePooling {

    private final Scope scope;
    private final int frame;
    private final TimeBase time;

    FramePooling(Scope scope, AudioInput input, TimeBase time) {
        this.scope = scope;
        this.frame = input.frame();
        this.time = time;
    }

    /**
     * @param samples that the batch's clips are filled up to, {@code [1]}
     * @param x {@code [batch, channels, steps]}
     * @param valid steps of each clip, {@code [batch]}
     * @return {@code [batch, frames, channels]}
     */
    Value nodes(Value samples, Value x, Value valid) {
        Value one = scope.count("one", 1);
        Value numbers = range(frames(samples, one));
        Value perClip = scope.node("Unsqueeze", List.of(valid, scope.list("clip", 1)));

        Value first = firstStepFrom(numbers);
        Value next = firstStepFrom(scope.node("Add", List.of(numbers, one)));
        Value end = scope.node("Min", List.of(perClip, next));
        Value some = scope.node("Less", List.of(first, end));
        Value begin = scope.node("Where", List.of(some, first, nearest(numbers, perClip, one)));
        Value length = scope.node("Where", List.of(some, scope.node("Sub", List.of(end, first)), one));
        return mean(x, begin, length);
    }

    /** Those whose middle is a sample's or before one: {@code (2 * samples + frame size) / (2 * frame size)}, one at least. */
    private Value frames(Value samples, Value one) {
        Value twice = scope.node("Mul", List.of(samples, count("two", 2)));
        Value moved = scope.node("Add", List.of(twice, count("frame", frame)));
        return scope.node("Max", List.of(scope.node("Div", List.of(moved, count("twice-frame", 2L * frame))), one));
    }

    /** The first step that is centred at a frame's begin or later. */
    private Value firstStepFrom(Value frames) {
        return steps(frames, 2L * time.hop() - 1 - twiceCentre());
    }

    /** The valid step whose centre is nearest to a frame's, {@code [batch, frames]}. */
    private Value nearest(Value frames, Value valid, Value one) {
        Value nearest = steps(frames, frame - 1 + time.hop() - twiceCentre());
        return scope.node("Min", List.of(nearest, scope.node("Sub", List.of(valid, one))));
    }

    /** {@code max(0, (2 * frame size * frame + offset) / (2 * hop))}, rounded down. */
    private Value steps(Value frames, long offset) {
        Value begins = scope.node("Mul", List.of(frames, count("twice-frame", 2L * frame)));
        Value moved = scope.node("Add", List.of(begins, count("offset", offset)));
        Value steps = scope.node("Div", List.of(moved, count("twice-hop", 2L * time.hop())));
        return scope.node("Max", List.of(steps, count("zero", 0)));
    }

    /**
     * @param begin first step of each frame, {@code [batch, frames]}
     * @param length steps of each frame, {@code [batch, frames]}
     */
    private Value mean(Value x, Value begin, Value length) {
        Value last = scope.list("last", 2);
        Value within = range(scope.list("most", (frame - 1) / time.hop() + 1));
        Value steps = scope.node("Add", List.of(scope.node("Unsqueeze", List.of(begin, last)), within));
        Value lengths = scope.node("Unsqueeze", List.of(length, last));
        Value inside = scope.node("Less", List.of(within, lengths));
        Value top = scope.node("Sub", List.of(scope.node("Shape", x, Attribute.of("start", 2)), scope.list("end", 1)));
        Value index = scope.node("Unsqueeze", List.of(scope.node("Min", List.of(steps, top)), scope.list("tuple", 3)));
        Value byTime = scope.node("Transpose", x, Attribute.listOf("perm", 0, 2, 1));
        Value found = scope.node("GatherND", List.of(byTime, index), Attribute.of("batch_dims", 1));
        Value counted = scope.node(
                "Mul",
                List.of(
                        found,
                        scope.node(
                                "Unsqueeze", List.of(scope.cast(inside, Element.FLOAT), scope.list("channels", 3)))));
        Value sums = scope.node("ReduceSum", List.of(counted, last), Attribute.of("keepdims", 0));
        return scope.node("Div", List.of(sums, scope.cast(lengths, Element.FLOAT)));
    }

    private Value range(Value end) {
        return scope.node("Range", List.of(count("first", 0), scope.node("Squeeze", end), count("step", 1)));
    }

    private Value count(String name, long value) {
        return scope.count(name, value);
    }

    private long twiceCentre() {
        return Math.round(2 * time.centre());
    }
}
