package dev.solera.pipeline;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.definition.ActivationShape;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.fuzz.Allocation;
import dev.solera.stream.RecordLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Pipeline definitions: any text, and definitions some of whose values are others. */
class DefinitionFuzzTest {

    private static final long MOST_BYTES = 64 << 20;

    /** Every key once, with a value in braces where the fuzzer may put another. */
    private static final String TEMPLATE = """
            pipeline: {fuzzed}
            input: {{kind: {audio}, sample-rate: {8000}, window: {640}, normalise: {rms}, short-clips: {pad}}}
            batch: {4}
            learning-rate: {{peak: {1e-3}, warm-up: {8}, decay: {cosine}, samples: {800}, floor: {1e-5}}}
            seed: {11}
            wire: {{precision: {int8}, compression: {lz4}, record-bytes: {4096}, partitions: {2}}}
            flow: {{lag-bound: {64}, in-flight: {16}}}
            loss:
              prediction-steps: {3}
              sub-window: {24}
              negatives: {{form: {shared}, count: {16}, from: {sequence}}}
              score: {{form: {cosine}, temperature: {0.1}}}
            threads: {1}
            placement: {1-2}
            baseline: {null}
            train: {[1, 2]}
            modules:
              - encoder: [{{channels: {2}, kernel: {10}, stride: {5}, padding: {2}}}]
                loss: {{windowed: {true}}}
              - context: {{hidden: {3}}}
            """;

    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "1e400",
            ".nan",
            "null",
            "~",
            "true",
            "text",
            "[]",
            "[1]",
            "{}",
            "{a: 1}",
            "*a",
            "&a [1]",
            "!!int 1",
            "join-within:speaker",
            "end-to-end",
            "supervised:digit:10",
            "greedy-supervised:a:b:3",
            "per-position",
            "sub-window",
            "other-sequences",
            "none",
            "linear",
            "log-bilinear",
            "1e-3");

    @DictionaryEntries({
        "pipeline:",
        "input:",
        "kind:",
        "sample-rate:",
        "window:",
        "normalise:",
        "short-clips:",
        "batch:",
        "learning-rate:",
        "peak:",
        "warm-up:",
        "decay:",
        "samples:",
        "floor:",
        "seed:",
        "wire:",
        "precision:",
        "compression:",
        "record-bytes:",
        "partitions:",
        "flow:",
        "lag-bound:",
        "in-flight:",
        "loss:",
        "prediction-steps:",
        "sub-window:",
        "negatives:",
        "form:",
        "count:",
        "from:",
        "score:",
        "temperature:",
        "windowed:",
        "threads:",
        "baseline:",
        "train:",
        "objective:",
        "label:",
        "classes:",
        "modules:",
        "encoder:",
        "channels:",
        "kernel:",
        "stride:",
        "padding:",
        "context:",
        "hidden:",
        "2147483647"
    })
    @FuzzTest
    void parse(FuzzedDataProvider data) throws Exception {
        String yaml = data.consumeBoolean()
                ? new String(data.consumeRemainingAsBytes(), StandardCharsets.UTF_8)
                : filled(data);
        PipelineDefinition definition;
        try {
            definition = Allocation.atMost(MOST_BYTES, () -> PipelineDefinitions.parse(yaml));
        } catch (InvalidDefinitionException refused) {
            return;
        }
        requireSound(definition);
        require(
                PipelineDefinitions.parse(PipelineDefinitions.format(definition))
                        .equals(definition),
                "the same definition again");
    }

    private static String filled(FuzzedDataProvider data) {
        StringBuilder yaml = new StringBuilder();
        String rest = TEMPLATE;
        int others = data.consumeInt(0, 3);
        int until = data.consumeInt(0, 37);
        while (!rest.isEmpty()) {
            int open = rest.indexOf('{');
            if (open < 0) {
                return yaml.append(rest).toString();
            }
            yaml.append(rest, 0, open);
            if (rest.startsWith("{{", open)) {
                yaml.append('{');
                rest = rest.substring(open + 2);
                continue;
            }
            int close = rest.indexOf('}', open);
            boolean other = others > 0 && until-- <= 0;
            yaml.append(other ? value(data) : rest.substring(open + 1, close));
            if (other) {
                others--;
                until = data.consumeInt(0, 37);
            }
            rest = rest.substring(close + 1);
            while (rest.startsWith("}}")) {
                yaml.append('}');
                rest = rest.substring(2);
            }
        }
        return yaml.toString();
    }

    private static String value(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 3)) {
            case 0 -> Integer.toString(data.consumeInt());
            case 1 -> Integer.toString(data.consumeInt(0, 64));
            case 2 -> data.consumeString(16);
            default -> data.pickValue(VALUES);
        };
    }

    private static void requireSound(PipelineDefinition definition) {
        require(definition.stages().size() == definition.depth() + 1, "a stage a depth");
        for (Stage stage : definition.stages()) {
            require(stage.shape().size() >= 1, "of stages that hold something");
            stage.time().ifPresent(time -> {
                int steps = stage.shape().size(ActivationShape.TIME);
                require(time.hop() >= 1, "of stages of one step or more");
                require(steps <= 3L * definition.audio().window(), "of stages that follow from the window");
                require(time.validSteps(1, steps) >= 1, "of stages that can be told");
            });
        }
        require(
                definition.flow().lagBound()
                        >= (long) definition.batch() + definition.flow().inFlight(),
                "of a bound that lets a batch in");
        try {
            for (int depth = 0; depth <= definition.depth(); depth++) {
                require(RecordLimits.of(definition, depth).valueBytes() > 0, "of records that hold something");
            }
        } catch (IllegalArgumentException tooLarge) {
            require(tooLarge.getMessage().contains("allowed: less than 1 GiB"), "of limits that can be told");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("parsed is not " + what);
        }
    }
}
