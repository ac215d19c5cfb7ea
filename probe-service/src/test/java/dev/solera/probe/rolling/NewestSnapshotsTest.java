package dev.solera.probe.rolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.encoder.Parameter;
import dev.solera.learning.Beginning;
import dev.solera.learning.ModuleChain;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.probe.Made;
import dev.solera.snapshot.SnapshotSchedule;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which parameters are looked at, as modules publish them. */
@Timeout(60)
class NewestSnapshotsTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final PipelineDefinition LOSSLESS = Made.pipeline();
    private static final PipelineDefinition LATEST = PipelineDefinitions.parse(Made.definition("latest", 1)
            .replace("flow: {lag-bound: 32, in-flight: 8}", "flow: {mode: latest, lag-bound: 32, in-flight: 8}"));

    private PipelineDefinition pipeline = LOSSLESS;
    private NewestSnapshots snapshots = new NewestSnapshots(pipeline);

    private void passingOver() {
        pipeline = LATEST;
        snapshots = new NewestSnapshots(pipeline);
    }

    private void publish(int module, long samples, String slot) {
        snapshots.accept(PublishedParameters.of(pipeline, module, samples, slot), module);
    }

    private void publishBoth(long samples, String slot) {
        publish(1, samples, slot);
        publish(2, samples, slot);
    }

    private static <T> FutureTask<T> begin(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "waiting");
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING
                || task.isDone());
        return task;
    }

    private static <T> T get(FutureTask<T> task) throws Exception {
        return task.get(30, TimeUnit.SECONDS);
    }

    private Optional<String> last(Duration patience) throws InterruptedException {
        return snapshots.last(patience).map(Beginning::origin);
    }

    @Test
    void shouldTakeThoseOfAllModulesOnce() throws Exception {
        // given
        FutureTask<Beginning> first = begin(snapshots::take);
        publish(1, 16, "1");
        publish(1, 32, "2");
        assertThat(first.isDone()).isFalse();
        publish(2, 16, "1");
        assertThat(get(first).origin()).isEqualTo("snapshot of 16 samples");
        assertThat(get(first).modules()).containsOnlyKeys(1, 2);

        // when
        FutureTask<Beginning> second = begin(snapshots::take);
        publish(2, 16, "1");
        assertThat(second.isDone()).isFalse();
        publish(2, 32, "2");

        // then
        assertThat(get(second).origin()).isEqualTo("snapshot of 32 samples");
    }

    @Test
    void shouldHandOnTheParametersThatAModulePublished() throws Exception {
        publishBoth(16, "1");

        Beginning taken = snapshots.take();

        try (ModuleChain chain = new ModuleChain(pipeline, new ModuleRange(1, 1), (report, number) -> {})) {
            Parameter own = chain.module(1).parameters().get("encoder.0.weight");
            assertThat(taken.modules().get(1).get("encoder.0.weight").values()).containsExactly(own.values());
        }
    }

    /** Whoever began to look late has seen few samples, and takes no number of them for the end. */
    @Test
    void shouldWaitForThoseThatAllModulesEndedWithWhateverCameBefore() throws Exception {
        publishBoth(400, "1");

        assertThatBothAreWaitedFor();
    }

    private void assertThatBothAreWaitedFor() throws Exception {
        // given
        FutureTask<Optional<String>> last = begin(() -> last(LONG));
        publish(1, 440, SnapshotSchedule.LAST);
        assertThat(last.isDone()).isFalse();

        // when
        publish(2, 440, SnapshotSchedule.LAST);

        // then
        assertThat(get(last)).contains("snapshot of 440 samples");
    }

    @Test
    void shouldNotWaitWhenModulesEndedAfterAsManySamplesAsASnapshotBefore() throws Exception {
        publishBoth(400, "1");
        publishBoth(400, SnapshotSchedule.LAST);

        assertThat(last(LONG)).contains("snapshot of 400 samples");
    }

    @Test
    void shouldHandOnTheLastOnesThoughTheyWereTaken() throws Exception {
        publishBoth(400, SnapshotSchedule.LAST);
        snapshots.take();

        assertThat(last(LONG)).contains("snapshot of 400 samples");
    }

    @Test
    void shouldNotWaitWhenModulesPassSamplesOverAndEndedAfterDifferentNumbers() throws Exception {
        // given
        passingOver();
        publish(1, 400, "1");
        publish(2, 320, "1");

        // when
        publish(1, 440, SnapshotSchedule.LAST);
        publish(2, 336, SnapshotSchedule.LAST);

        // then
        assertThat(last(LONG)).contains("snapshot of 336 samples");
    }

    @Test
    void shouldHandOnTheNewestWhenAModuleDoesNotEnd() throws Exception {
        publishBoth(400, "1");
        publish(1, 440, SnapshotSchedule.LAST);

        assertThat(last(Duration.ofMillis(1))).contains("snapshot of 400 samples");
    }

    /** In a short run the last ones are the first, and what modules publish may be read behind all of their samples. */
    @Test
    void shouldWaitForThoseThatAllModulesEndedWithWhenNothingHasCome() throws Exception {
        assertThatBothAreWaitedFor();
    }

    @Test
    void shouldHandOnNoneWhenNoneCome() throws Exception {
        publish(1, 440, SnapshotSchedule.LAST);

        assertThat(last(Duration.ofMillis(1))).isEmpty();
    }
}
