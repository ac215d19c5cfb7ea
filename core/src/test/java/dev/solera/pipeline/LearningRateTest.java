package dev.solera.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.definition.InvalidDefinitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rate by samples, how a definition spells it, and what is said where a run ends elsewhere. */
class LearningRateTest {

    private static final String YAML = """
            pipeline: small
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: %s
            seed: 11
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
            """;

    private static final String COSINE = "{peak: 2e-3, warm-up: 200, decay: cosine, samples: 1000, floor: 1e-4}";

    @ParameterizedTest(name = "{0}: after {1} samples {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1e-3 | 0 | 1e-3",
                "1e-3 | 4000000000 | 1e-3",
                "{peak: 2e-3, warm-up: 200} | 0 | 0",
                "{peak: 2e-3, warm-up: 200} | 4 | 4e-5",
                "{peak: 2e-3, warm-up: 200} | 100 | 1e-3",
                "{peak: 2e-3, warm-up: 200} | 200 | 2e-3",
                "{peak: 2e-3, warm-up: 200} | 4000000000 | 2e-3",
                COSINE + " | 100 | 1e-3",
                COSINE + " | 200 | 2e-3",
                // 1e-4 + 1.9e-3 (1 + cos(pi/4)) / 2
                COSINE + " | 400 | 1.7217514421272203e-3",
                COSINE + " | 600 | 1.05e-3",
                COSINE + " | 1000 | 1e-4",
                COSINE + " | 4000000000 | 1e-4",
                "{peak: 2e-3, warm-up: 200, decay: linear, samples: 1000, floor: 1e-4} | 400 | 1.525e-3",
                "{peak: 2e-3, warm-up: 200, decay: linear, samples: 1000, floor: 1e-4} | 1000 | 1e-4",
                "{peak: 2e-3, decay: linear, samples: 1000} | 500 | 1.01e-3",
                "{peak: 2e-3, decay: linear, samples: 1000} | 1000 | 2e-5",
            })
    void shouldFollowFromTheSamplesAlone(String rate, long samples, double expected) {
        assertThat(rate(rate).at(samples)).isCloseTo(expected, within(1e-17));
    }

    @Test
    void shouldBeExactlyThePeakAndTheFloorWhereTheyAreDue() {
        LearningRate rate = rate(COSINE);

        assertThat(rate.at(200)).isEqualTo(2e-3);
        assertThat(rate.at(1000)).isEqualTo(1e-4);
        assertThat(rate("1e-3").at(17)).isEqualTo(1e-3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e-3",
                "{peak: 1e-3, warm-up: 64}",
                "{peak: 1e-3, decay: cosine, samples: 24000}",
                COSINE,
                "{peak: 2e-3, warm-up: 200, decay: linear, samples: 1000}"
            })
    void shouldBeReadBackAsItWasWritten(String rate) {
        PipelineDefinition definition = definition(rate);

        PipelineDefinition again = PipelineDefinitions.parse(PipelineDefinitions.format(definition));

        assertThat(again).isEqualTo(definition);
        assertThat(Identity.of(again)).isEqualTo(Identity.of(definition));
    }

    @Test
    void shouldBeWrittenOutWithItsFloorAndAsANumberWhereItIsOne() {
        assertThat(PipelineDefinitions.format(definition("{peak: 1e-3, decay: cosine, samples: 24000}")))
                .contains(
                        "learning-rate:\n  peak: 0.001\n  warm-up: 0\n  decay: \"cosine\"\n  samples: 24000\n  floor: 1.0E-5\n");
        assertThat(PipelineDefinitions.format(definition("{peak: 1e-3}"))).contains("learning-rate: 0.001\n");
        assertThat(definition("{peak: 1e-3, warm-up: 0, decay: none}")).isEqualTo(definition("1e-3"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0.0 | learning-rate is 0.0; allowed: more than 0, less than 1",
                "1.5 | learning-rate is 1.5; allowed: more than 0, less than 1",
                "-1e-3 | learning-rate is -0.001; allowed: more than 0, less than 1",
                "1 | learning-rate is 1.0; allowed: more than 0, less than 1",
                "fast | learning-rate is missing or not a number or a mapping with the keys peak, warm-up, decay, samples, floor",
                "[1e-3] | learning-rate is missing or not a number or a mapping with the keys peak",
                "null | learning-rate is missing; allowed: a number or a mapping with the keys peak, warm-up, decay, samples, floor",
                "{} | learning-rate.peak is missing or not a number",
                "{peak: fast} | learning-rate.peak is missing or not a number",
                "{peak: 1.5} | learning-rate.peak is 1.5; allowed: more than 0, less than 1",
                "{peek: 1e-3} | the key learning-rate.peek is unknown; allowed: peak, warm-up, decay, samples, floor",
                "{peak: 1e-3, warm-up: -1} | learning-rate.warm-up is -1; allowed: 0 samples or more",
                "{peak: 1e-3, warm-up: 0.5} | learning-rate.warm-up is missing or not a whole number",
                "{peak: 1e-3, decay: steps} | learning-rate.decay is steps; allowed: cosine, linear, none",
                "{peak: 1e-3, decay: cosine} | learning-rate.samples is missing; allowed: more than warm-up, here 0",
                "{peak: 1e-3, warm-up: 9, decay: linear, samples: 9} | learning-rate.samples is 9; allowed: more than warm-up, here 9",
                "{peak: 1e-3, samples: 9} | learning-rate.samples is 9; allowed: with decay cosine or linear",
                "{peak: 1e-3, floor: 1e-4} | learning-rate.floor is 1.0E-4; allowed: with decay cosine or linear",
                "{peak: 1e-3, decay: cosine, samples: 9, floor: 0.0} | learning-rate.floor is 0.0; allowed: more than 0, at most the peak",
                "{peak: 1e-3, decay: cosine, samples: 9, floor: 2e-3} | learning-rate.floor is 0.002; allowed: more than 0, at most the peak",
            })
    void shouldNameKeyValueAndWhatIsAllowedWhenItIsWrong(String rate, String message) {
        assertThatThrownBy(() -> definition(rate))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest(name = "{0}, {1} samples in batches of {2}: {3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            value = {
                "1e-3 | 9600 | 8 | nothing",
                "1e-3 | -1 | 8 | nothing",
                "{peak: 2e-3, warm-up: 200} | 9600 | 8 | nothing",
                "{peak: 2e-3, warm-up: 200} | -1 | 8 | nothing",
                "{peak: 2e-3, warm-up: 200} | 100 | 4 | The run has 100 samples and the learning rate's schedule 200: it ends at a rate of 1.0e-03.",
                COSINE + " | 1000 | 8 | nothing",
                COSINE + " | 1007 | 8 | nothing",
                COSINE + " | 1000 | 16 | nothing",
                COSINE
                        + " | 1008 | 8 | The learning rate's schedule ends after 1,000 of the run's 1,008 samples: from there on it is 1.0e-04.",
                COSINE
                        + " | 600 | 8 | The run has 600 samples and the learning rate's schedule 1,000: it ends at a rate of 1.1e-03.",
                COSINE
                        + " | 9600 | 8 | The learning rate's schedule ends after 1,000 of the run's 9,600 samples: from there on it is 1.0e-04.",
                COSINE
                        + " | -1 | 8 | The learning rate's schedule ends after 1,000 samples, however many the run has: from there on it is 1.0e-04.",
            })
    void shouldSayWhereARunEndsElsewhere(String rate, long samples, int batch, String line) {
        assertThat(rate(rate).notice(samples, batch).orElse(null)).isEqualTo(line);
    }

    @Test
    void shouldBeAModulesOwnWhereItHasOne() {
        // given
        PipelineDefinition definition = PipelineDefinitions.parse(YAML.formatted(COSINE) + """
              - encoder: [{channels: 8, kernel: 8, stride: 4, padding: 2}]
                learning-rate: 5e-4
              - encoder: [{channels: 8, kernel: 4, stride: 2, padding: 1}]
                learning-rate: {peak: 1e-3, decay: linear, samples: 400}
            """);

        // when, then: nothing of the pipeline's is in it
        assertThat(definition.learningRate(1).at(200)).isEqualTo(2e-3);
        assertThat(definition.learningRate(2).at(200)).isEqualTo(5e-4);
        assertThat(definition.learningRate(3).at(400)).isEqualTo(1e-5);
        assertThat(PipelineDefinitions.parse(PipelineDefinitions.format(definition)))
                .isEqualTo(definition);
        assertThat(definition.rateNotices(400))
                .containsExactly(
                        "The run has 400 samples and the learning rate's schedule 1,000: it ends at a rate of 1.7e-03.");
        assertThat(definition.rateNotices(1000))
                .containsExactly(
                        "Module 3: The learning rate's schedule ends after 400 of the run's 1,000 samples: from there on it is 1.0e-05.");
    }

    private static PipelineDefinition definition(String rate) {
        return PipelineDefinitions.parse(YAML.formatted(rate));
    }

    private static LearningRate rate(String rate) {
        return definition(rate).learningRate();
    }
}
