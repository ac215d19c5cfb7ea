package dev.solera.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.TelemetryEvent.Supply;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveRunTest {

    private static final String RUN = "night";
    private static final int MODULES = 6;

    private final PipelineDefinition definition = PipelineDefinitions.load("speech-small");
    private long now = 1_000_000;
    private final LiveRun live = new LiveRun(definition, RUN, new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }
    });

    @Test
    void shouldBeSilentWhenNothingWasHeard() {
        assertThat(live.run().state()).isEqualTo(RunView.State.SILENT);
        assertThat(live.modules())
                .hasSize(MODULES)
                .allMatch(module -> module.newest().isEmpty());
        assertThat(live.run().services())
                .extracting(ServiceView::name)
                .startsWith("ingest", "module-1")
                .endsWith("probe");
    }

    @Test
    void shouldGoThroughTheStatesOfARun() {
        live.accept(source());
        assertThat(live.run().state()).isEqualTo(RunView.State.FEEDING);

        live.accept(step(1, 1));
        assertThat(live.run().state()).isEqualTo(RunView.State.TRAINING);

        live.accept(new TelemetryEvent.EvaluationStart(RUN, now, 0, 0, 7));
        assertThat(live.run().state()).isEqualTo(RunView.State.TRAINING);

        live.accept(new TelemetryEvent.EvaluationStart(RUN, now, MODULES, 0, 7));
        assertThat(live.run().state()).isEqualTo(RunView.State.EVALUATING);

        live.run()
                .services()
                .forEach(service ->
                        live.accept(new TelemetryEvent.Finished(RUN, now, service.name(), Map.of("train", 8L))));
        assertThat(live.run().state()).isEqualTo(RunView.State.FINISHED);
        assertThat(live.run().services()).allMatch(service -> service.counts().equals(Map.of("train", 8L)));
    }

    @Test
    void shouldBeStaleWhenItShouldGoOnAndDoesNot() {
        // given
        live.accept(step(1, 1));

        // when
        now += 16_000;

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.STALE);
    }

    @Test
    void shouldBeStaleAndSayWhichServiceIsWhenTheOthersGoOn() {
        // given
        live.accept(position(2));
        live.accept(position(3));
        assertThat(live.run().state()).isEqualTo(RunView.State.FEEDING);
        live.changedModules();

        // when
        now += 16_000;
        live.accept(position(2));

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.STALE);
        assertThat(live.run().cause()).isEqualTo("module-3");
        assertThat(live.changedModules())
                .extracting(ModuleView::number, ModuleView::state)
                .contains(tuple(2, ServiceView.State.WORKING), tuple(3, ServiceView.State.STALE));
        assertThat(live.changedModules()).isEmpty();

        // when
        live.accept(position(3));

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.FEEDING);
        assertThat(live.changedModules())
                .extracting(ModuleView::number, ModuleView::state)
                .contains(tuple(3, ServiceView.State.WORKING));
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, 3_600_000})
    void shouldBeStaleByItsOwnClockWhenAnothersDiffers(long ahead) {
        // given
        live.accept(position(2, now + ahead));
        assertThat(live.run().state()).isEqualTo(RunView.State.FEEDING);

        // when
        now += 16_000;
        live.accept(position(2, now + ahead));
        live.accept(position(3));

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.FEEDING);

        // when
        now += 16_000;
        live.accept(position(3));

        // then
        assertThat(live.run().cause()).isEqualTo("module-2");
    }

    @Test
    void shouldNotWaitAnyMoreWhenIngestWasStartedAnewAndHasItsSource() {
        // given
        live.accept(new TelemetryEvent.Waiting(RUN, now, "ingest", "the folder is gone"));
        assertThat(live.run().state()).isEqualTo(RunView.State.WAITING);

        // when
        live.accept(source());

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.FEEDING);
    }

    @Test
    void shouldBeStaleWhenWhoWaitsTellsItsPositionNoMore() {
        // given
        live.accept(new TelemetryEvent.Waiting(RUN, now, "ingest", "the folder is gone"));
        now += 16_000;
        live.accept(position(0));
        assertThat(live.run().state()).isEqualTo(RunView.State.WAITING);

        // when
        now += 16_000;
        live.accept(position(2));

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.STALE);
        assertThat(live.run().cause()).isEqualTo("ingest");

        // when
        live.accept(position(0));

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.WAITING);
        assertThat(live.run().cause()).isEqualTo("ingest: the folder is gone");
    }

    /** Positions come on a topic of their own: one of an earlier life may come in after what its service waits for now. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotBeStaleWhenWhoWaitsHasNoPositionToTellYet(boolean placeFirst) {
        // given
        TelemetryEvent place = position(0);
        TelemetryEvent waiting = new TelemetryEvent.Waiting(RUN, now + 1, "ingest", "the topic is away");
        live.accept(placeFirst ? place : waiting);
        live.accept(placeFirst ? waiting : place);

        // when
        now += 16_000;
        live.accept(position(2));

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.WAITING);
    }

    @Test
    void shouldNotBeStaleWhenWhoIsQuietHasFinished() {
        // given
        live.accept(position(1));
        live.accept(position(2));
        live.accept(new TelemetryEvent.Finished(RUN, now, "module-1", Map.of()));

        // when
        now += 16_000;
        live.accept(position(2));

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.FEEDING);
        assertThat(live.module(1).orElseThrow().state()).isEqualTo(ServiceView.State.FINISHED);
    }

    @Test
    void shouldNotBeStaleWhileProbesAreFittedAndEverybodyElseHasFinished() {
        // given
        for (int module = 1; module <= MODULES; module++) {
            live.accept(new TelemetryEvent.Finished(RUN, now, "module-" + module, Map.of()));
        }

        // when
        now += 600_000;

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.EVALUATING);
    }

    @Test
    void shouldBeStaleWhenProbesAreFittedAndNothingIsHeardOfTheProbeAnyMore() {
        // given
        for (int module = 1; module <= MODULES; module++) {
            live.accept(new TelemetryEvent.Finished(RUN, now, "module-" + module, Map.of()));
        }
        live.accept(new TelemetryEvent.Finished(RUN, now, "ingest", Map.of()));
        for (int fitted = 0; fitted < 5; fitted++) {
            live.accept(new TelemetryEvent.Fitting(RUN, now, fitted, 78));
            assertThat(live.run().state()).isEqualTo(RunView.State.EVALUATING);
            now += 14_000;
        }
        assertThat(live.run().state()).isEqualTo(RunView.State.EVALUATING);

        // when
        now += 2_000;

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.STALE);
        assertThat(live.run().cause()).isEqualTo("probe");
    }

    /** It holds nobody up. */
    @Test
    void shouldSayThatTheProbeIsGoneAndThatTheRunGoesOnWhenModulesDo() {
        // given
        live.accept(new TelemetryEvent.Fitting(RUN, now, 0, 0));
        live.accept(step(1, 1));
        assertThat(probe().state()).isEqualTo(ServiceView.State.WORKING);

        // when
        now += 16_000;
        live.accept(position(1));

        // then
        assertThat(probe().state()).isEqualTo(ServiceView.State.STALE);
        assertThat(live.run().state()).isEqualTo(RunView.State.TRAINING);
        assertThat(live.run().cause()).isEmpty();
    }

    /** Its clock may tell once more what it would have done. */
    @Test
    void shouldStillSayWhyTheProbeFailedWhenItTellsHowFarItWas() {
        live.accept(new TelemetryEvent.Failed(RUN, now, "probe", "out of memory"));
        live.accept(new TelemetryEvent.Fitting(RUN, now + 1, 3, 78));

        assertThat(probe().cause()).isEqualTo("out of memory");
    }

    private ServiceView probe() {
        return live.run().services().stream()
                .filter(service -> service.name().equals("probe"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldSayWhoWaitsAndWhoFailedAndForgetBothWhenTheyGoOn() {
        // given
        live.accept(step(1, 1));

        // when
        live.accept(new TelemetryEvent.Waiting(RUN, now, "ingest", "the folder is gone"));

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.WAITING);
        assertThat(live.run().cause()).isEqualTo("ingest: the folder is gone");

        // when
        live.accept(new TelemetryEvent.Waiting(RUN, now, "ingest", ""));
        live.accept(new TelemetryEvent.Failed(RUN, now, "module-2", "out of memory"));

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.FAILED);
        assertThat(live.run().cause()).isEqualTo("module-2: out of memory");
        assertThat(live.module(2).orElseThrow().cause()).isEqualTo("out of memory");

        // when
        now++;
        live.accept(step(2, 1));

        // then
        assertThat(live.run().state()).isEqualTo(RunView.State.TRAINING);
    }

    @Test
    void shouldShowAServiceAsPausedUntilItGoesOn() {
        live.accept(new TelemetryEvent.Paused(RUN, now, "module-2", true));
        assertThat(live.run().services())
                .filteredOn(service -> service.name().equals("module-2"))
                .extracting(ServiceView::state)
                .containsExactly(ServiceView.State.PAUSED);
        assertThat(live.changedModules()).extracting(ModuleView::number).contains(2);

        live.accept(new TelemetryEvent.Paused(RUN, now, "module-2", false));
        assertThat(live.run().services())
                .filteredOn(service -> service.name().equals("module-2"))
                .extracting(ServiceView::state)
                .doesNotContain(ServiceView.State.PAUSED);
    }

    @Test
    void shouldStillSayThatAServiceIsPausedWhenItHasGoneQuiet() {
        // given
        live.accept(position(2));
        live.accept(new TelemetryEvent.Paused(RUN, now, "module-2", true));
        assertThat(live.module(2).orElseThrow().paused()).isTrue();
        assertThat(live.module(3).orElseThrow().paused()).isFalse();

        // when
        now += 16_000;
        live.accept(position(3));

        // then
        assertThat(live.module(2).orElseThrow().state()).isEqualTo(ServiceView.State.STALE);
        assertThat(live.module(2).orElseThrow().paused()).isTrue();
        assertThat(live.run().services())
                .filteredOn(ServiceView::paused)
                .extracting(ServiceView::name)
                .containsExactly("module-2");
    }

    @Test
    void shouldTellHowFarIngestIsBehindItsTopicAndWhetherRecordsCome() {
        // given
        TelemetryEvent.Source source = new TelemetryEvent.Source(
                RUN, now, "kafka:clips", "0", 0, 0, new TelemetryEvent.Skipped(0, Map.of()), Map.of(), -1);
        live.accept(source);
        assertThat(live.run().source().orElseThrow().topic()).isEmpty();

        // when
        live.accept(new TelemetryEvent.SourceLag(RUN, now, Supply.FLOWING, 1_200));

        // then
        assertThat(topic()).isEqualTo(new RunView.TopicView(Supply.FLOWING, 1_200));

        // when
        live.accept(new TelemetryEvent.SourceLag(RUN, now, Supply.IDLE, 0));
        live.accept(new TelemetryEvent.SourceLag(RUN, now, Supply.AWAY, 3));

        // then
        assertThat(topic()).isEqualTo(new RunView.TopicView(Supply.AWAY, 3));
    }

    private RunView.TopicView topic() {
        return live.run().source().orElseThrow().topic().orElseThrow();
    }

    @Test
    void shouldTellRatesAndQueueOfAModule() {
        // given
        for (int step = 1; step <= 5; step++) {
            now += 500;
            live.accept(step(2, step));
        }
        live.accept(new TelemetryEvent.Position(RUN, now, 1, List.of(64L), List.of(40L, 16L)));
        live.accept(new TelemetryEvent.Position(RUN, now, 2, List.of(24L, 16L), List.of(40L)));

        // when
        ModuleView second = live.module(2).orElseThrow();

        // then
        assertThat(second.samplesPerSecond()).isCloseTo(16, within(1e-9));
        assertThat(second.bytesInPerSecond()).isCloseTo(2000, within(1e-9));
        assertThat(second.queue()).isEqualTo(16);
        assertThat(second.queueBound()).isEqualTo(definition.flow().lagBound().longValue());
        assertThat(second.newest().orElseThrow().step()).isEqualTo(5);

        // when
        now += 6_000;

        // then
        assertThat(live.module(2).orElseThrow().samplesPerSecond()).isZero();
    }

    @Test
    void shouldKeepOneHistoryWhenAModuleTrainsStepsAgain() {
        // when
        for (int step : new int[] {1, 2, 3, 2, 3, 4}) {
            now += 100;
            live.accept(step(1, step));
        }

        // then
        assertThat(live.history(1, 100).orElseThrow().step()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(live.history(1, 100).orElseThrow().loss()).hasSize(4);
        assertThat(live.history(0, 100)).isEmpty();
        assertThat(live.history(MODULES + 1L, 100)).isEmpty();
    }

    @Test
    void shouldReplaceRollingAccuraciesByThoseOfTheEvaluation() {
        // when
        live.accept(accuracy(6, "trained", true, 0.5));
        live.accept(accuracy(6, "trained", true, 0.6));

        // then
        assertThat(live.probes(100).labels().get(0).rows())
                .singleElement()
                .matches(row ->
                        row.rolling() && row.accuracy() == 0.6 && row.perClass().isEmpty());

        // when
        live.accept(accuracy(6, "trained", false, 0.7));
        live.accept(accuracy(6, "untrained", false, 0.3));
        live.accept(accuracy(0, "raw", false, 0.1));
        live.accept(accuracy(6, "trained", true, 0.65));

        // then
        ProbesView.Label phone = live.probes(100).labels().get(0);
        assertThat(phone.rows()).extracting(ProbesView.Row::accuracy).containsExactly(0.1, 0.7, 0.3);
        assertThat(phone.rows()).noneMatch(ProbesView.Row::rolling);
        assertThat(phone.history()).hasSize(3);
        assertThat(phone.history().get(1).accuracy()).containsExactly(0.5f, 0.6f, 0.7f, 0.65f);
    }

    @Test
    void shouldTellOnlyWhatHasChanged() {
        // given
        live.accept(step(3, 1));
        live.accept(accuracy(6, "trained", true, 0.5));

        // then
        assertThat(live.changedModules()).extracting(ModuleView::number).containsExactly(3);
        assertThat(live.changedModules()).isEmpty();
        assertThat(live.changedProbes()).isPresent();
        assertThat(live.changedProbes()).isEqualTo(Optional.empty());
    }

    private TelemetryEvent.Source source() {
        return new TelemetryEvent.Source(
                RUN, now, "made up", "0", 10, 2, new TelemetryEvent.Skipped(0, Map.of()), Map.of(), 800);
    }

    private TelemetryEvent.Position position(int stage) {
        return position(stage, now);
    }

    private static TelemetryEvent.Position position(int stage, long time) {
        return new TelemetryEvent.Position(RUN, time, stage, List.of(0L), List.of(0L));
    }

    private TelemetryEvent.Step step(int module, long step) {
        return new TelemetryEvent.Step(
                RUN, now, module, step, 8 * step, 2, 0.5, 0.4, 0, 0.1, 0.1, 0, 0, 1000 * step, 500 * step);
    }

    private TelemetryEvent.Accuracy accuracy(int depth, String network, boolean rolling, double value) {
        return new TelemetryEvent.Accuracy(
                RUN,
                now,
                depth,
                "phone",
                network,
                rolling,
                value,
                value - 0.1,
                value + 0.1,
                Double.NaN,
                100,
                16,
                Double.NaN);
    }
}
