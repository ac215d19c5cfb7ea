package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.PipelineDefinition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Modules of one process share nothing that shows in their bits. */
class ConcurrentModulesTest {

    private static final int STEPS = 150;
    private final PipelineDefinition pipeline = TestPipelines.small();

    @Test
    void shouldEndWithTheSameBitsWhenTwoModulesTrainAtOnceAndEachAlone() throws Exception {
        // given
        Map<String, float[]> aloneFirst = trained(1, new CyclicBarrier(1));
        Map<String, float[]> aloneSecond = trained(2, new CyclicBarrier(1));

        // when
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Callable<Map<String, float[]>> first = () -> trained(1, together);
        Callable<Map<String, float[]>> second = () -> trained(2, together);
        List<Future<Map<String, float[]>>> results = threads.invokeAll(List.of(first, second));
        threads.shutdown();

        // then
        Bits.assertEqual(results.get(0).get(), aloneFirst);
        Bits.assertEqual(results.get(1).get(), aloneSecond);
        assertThat(aloneFirst.get("predictor.weight"))
                .isNotEqualTo(Bits.of(LearningModule.initial(pipeline, 1)).get("predictor.weight"));
    }

    private Map<String, float[]> trained(int number, CyclicBarrier start) throws Exception {
        try (ModuleTrainer trainer = new ModuleTrainer(pipeline, number, report -> {})) {
            start.await();
            int size = pipeline.stages().get(number - 1).shape().size();
            ActivationShape shape = pipeline.stages().get(number - 1).shape();
            for (Sample sample : TestPipelines.stream(pipeline, STEPS * pipeline.batch(), 0)) {
                float[] values = new float[size];
                for (int i = 0; i < size; i++) {
                    values[i] = Math.abs(sample.values()[i % sample.values().length]);
                }
                trainer.accept(sample.with(shape, values));
            }
            return Bits.of(trainer.module());
        }
    }
}
