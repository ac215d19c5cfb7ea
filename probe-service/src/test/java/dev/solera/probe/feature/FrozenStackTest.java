package dev.solera.probe.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.encoder.Parameter;
import dev.solera.learning.Beginning;
import dev.solera.learning.LearningModule;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.probe.Made;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrozenStackTest {

    @Test
    void shouldHandOnWhatUntrainedModulesWouldPublish() {
        // given what arrives from modules that never trained
        PipelineDefinition pipeline = Made.pipeline();
        Sample input = Made.sample(pipeline, 0, 5, Purpose.EVALUATE_HELD_OUT, 9, 1);
        Sample first;
        Sample second;
        try (LearningModule one = LearningModule.initial(pipeline, 1);
                LearningModule two = LearningModule.initial(pipeline, 2)) {
            first = travelled(pipeline, one, 1, input);
            second = travelled(pipeline, two, 2, first);
        }

        // when
        try (StackEncoder stack = FrozenStack.untrained(pipeline)) {
            Sample a = stack.encode(1, input);
            Sample b = stack.encode(2, a);

            // then it is the same to the bit
            assertThat(a.shape().sizes()).containsExactly(8, 80);
            assertThat(a.values()).isEqualTo(first.values());
            assertThat(b.shape().sizes()).containsExactly(8, 40);
            assertThat(b.values()).isEqualTo(second.values());
            assertThat(b.labels().get("speaker")).containsExactly(9 % Made.SPEAKERS);
            assertThat(b.recording()).isEqualTo(9);
        }
    }

    @Test
    void shouldEncodeWithTheParametersThatItIsGiven() {
        // given another seed's
        PipelineDefinition pipeline = Made.pipeline();
        PipelineDefinition other =
                PipelineDefinitions.parse(Made.definition("other", 1).replace("seed: 1", "seed: 2"));
        Map<Integer, Map<String, Parameter>> parameters = new HashMap<>();
        for (int number = 1; number <= 2; number++) {
            try (LearningModule module = LearningModule.initial(other, number)) {
                parameters.put(number, module.parameters());
            }
        }
        Sample input = Made.sample(pipeline, 0, 5, Purpose.EVALUATE_HELD_OUT, 9, 1);

        // when
        try (StackEncoder given = new FrozenStack(pipeline, new Beginning("here", parameters));
                StackEncoder drawn = FrozenStack.untrained(other);
                StackEncoder own = FrozenStack.untrained(pipeline)) {
            float[] values = given.encode(2, given.encode(1, input)).values();

            // then
            assertThat(values).isEqualTo(drawn.encode(2, drawn.encode(1, input)).values());
            assertThat(values).isNotEqualTo(own.encode(2, own.encode(1, input)).values());
        }
    }

    @Test
    void shouldHoldModulesOfDifferentThreadCountsInOneProcess() {
        // given a definition whose second module learns with two threads, in a process of its own
        String text = Made.definition("probe-threads", 1);
        PipelineDefinition pipeline =
                PipelineDefinitions.parse(text.stripTrailing().replaceFirst("}\\]$", "}]\n    threads: 2\n"));
        assertThat(pipeline.module(2).threads()).isEqualTo(2);

        // when
        try (StackEncoder stack = FrozenStack.untrained(pipeline);
                StackEncoder even = FrozenStack.untrained(Made.pipeline())) {
            Sample input = Made.sample(pipeline, 0, 5, Purpose.EVALUATE_TRAIN, 9, 1);
            Sample second = stack.encode(2, stack.encode(1, input));

            // then it is what modules of one thread count hand on
            assertThat(second.shape().sizes()).containsExactly(8, 40);
            assertThat(second.values())
                    .isEqualTo(even.encode(2, even.encode(1, input)).values());
        }
    }

    private static Sample travelled(PipelineDefinition pipeline, LearningModule module, int depth, Sample upstream) {
        ActivationCodec codec = ActivationCodec.of(pipeline, depth);
        float[] values = module.encode(List.of(upstream.values())).get(0);
        return codec.decode(codec.encode(List.of(upstream.with(codec.shape(), values))))
                .get(0);
    }
}
