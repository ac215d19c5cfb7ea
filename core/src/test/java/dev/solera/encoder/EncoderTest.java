package dev.solera.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.solera.engine.Engine;
import dev.solera.engine.Products;
import dev.solera.engine.TensorValues;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EncoderTest {

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @Test
    void shouldPutInputsInTheSameMemoryWhenTheProductsAreOthers() {
        // given
        Architecture architecture = PipelineDefinitions.load("speech-small").architecture(1);
        try (NDManager manager = Engine.newManager()) {
            Parameters parameters = Parameters.initial(manager, architecture.parameters(), new Random(1));
            Encoder encoder = new Encoder(architecture, parameters, Products.BFLOAT16, manager);
            NDArray input = encoder.input(sampleOf(1, architecture));

            // when
            encoder.in(Products.FLOAT32).input(sampleOf(2, architecture));

            // then
            assertThat(TensorValues.of(input)).containsOnly(2);
        }
    }

    private static List<float[]> sampleOf(float value, Architecture architecture) {
        float[] values = new float[architecture.input().size()];
        Arrays.fill(values, value);
        return List.of(values);
    }
}
