package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.engine.ComputeDevice;
import dev.solera.engine.Engine;
import dev.solera.engine.Products;
import dev.solera.engine.ProductsTrial;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import org.junit.jupiter.api.Test;

/** Which arithmetic a run gets. */
class ChosenProductsTest {

    private final PipelineDefinition small = TestPipelines.small();

    @Test
    void shouldBeFloat32WhereADefinitionSaysNothing() {
        assertThat(small.arithmetic()).isEqualTo(Arithmetic.FLOAT32);
        assertThat(ChosenProducts.resolve(small, ComputeDevice.CPU)).isEqualTo(small);
        assertThat(ChosenProducts.of(small, ComputeDevice.CPU)).isSameAs(Products.FLOAT32);
    }

    @Test
    void shouldBeWhatTheTrialSaysWhereADefinitionLeavesItOpen() {
        // given
        PipelineDefinition open = PipelineDefinitions.parse("arithmetic: auto\n" + PipelineDefinitions.format(small));
        assertThat(open.arithmetic()).isEqualTo(Arithmetic.AUTO);

        // when
        PipelineDefinition resolved = ChosenProducts.resolve(open, ComputeDevice.CPU);

        // then: the machine does not change between the two
        ProductsTrial trial = ProductsTrial.run(ComputeDevice.CPU);
        boolean pays = trial.exact() && trial.speed() >= 1.5;
        assertThat(resolved.arithmetic()).as("%s", trial).isEqualTo(pays ? Arithmetic.BFLOAT16 : Arithmetic.FLOAT32);
        assertThat(resolved).isEqualTo(small.computedIn(resolved.arithmetic()));
    }

    @Test
    void shouldRefuseToLearnWhereItIsStillOpen() {
        Engine.start(1);

        assertThatThrownBy(() -> LearningModule.initial(small.computedIn(Arithmetic.AUTO), 1))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("arithmetic is auto; allowed: float32, bfloat16 here");
    }
}
