package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.objective.Batch;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The bundled small network learns from pictures in the lock-step loop, in every module. */
class VisionLearningTest {

    private static final int STEPS = 40;

    private final PipelineDefinition pipeline = PipelineDefinitions.load("vision-small");

    @Test
    void shouldLoseLessOfNewPicturesInEveryModuleThanBeforeTraining() {
        int trained = STEPS * pipeline.batch();
        try (LockStepLoop loop = new LockStepLoop(pipeline)) {
            // when
            List<Sample> top = new ArrayList<>();
            loop.run(pictures(0, trained), top::add);

            // then
            assertThat(top).hasSize(trained);
            List<float[]> batch = values(pictures(trained, pipeline.batch()));
            for (int number = 1; number <= pipeline.depth(); number++) {
                LearningModule module = loop.trainer(number).module();
                double before;
                try (LearningModule untrained = LearningModule.initial(pipeline, number)) {
                    before = loss(untrained, batch);
                }
                assertThat(loss(module, batch)).as("loss of module %d", number).isLessThan(before - 0.1);
                batch = module.encode(batch);
            }
        }
    }

    private double loss(LearningModule module, List<float[]> batch) {
        long[] valid = new long[batch.size()];
        Arrays.fill(valid, pipeline.image().pixels());
        try (TrainingStep step = module.begin(new Batch(batch, valid, Map.of()))) {
            return step.result().loss();
        }
    }

    private static List<float[]> values(List<Sample> samples) {
        return samples.stream().map(Sample::values).toList();
    }

    /** Waves of one direction and length a picture. */
    private List<Sample> pictures(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(this::picture).toList();
    }

    private Sample picture(int sequence) {
        SplittableRandom random = Seeds.generator(5, "waves", sequence);
        int size = pipeline.image().size();
        double down = random.nextDouble() - 0.5;
        double across = random.nextDouble() - 0.5;
        double phase = 2 * Math.PI * random.nextDouble();
        float[] values = new float[size * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float)
                    (Math.sin(2 * (down * (i / size) + across * (i % size)) + phase) + 0.1 * random.nextGaussian());
        }
        var shape = pipeline.stages().get(0).shape();
        return new Sample(sequence, Purpose.TRAIN, sequence, pipeline.image().pixels(), Map.of(), shape, values);
    }
}
