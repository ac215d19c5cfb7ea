package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.stream.TelemetryEvent;
import org.junit.jupiter.api.Test;

class DownstreamKeptTest {

    private final PipelineDefinition definition = PipelineDefinitions.load("speech-small");

    @Test
    void shouldBeWhatTheNextModuleToldLast() {
        // given
        var downstream = new DownstreamKept(definition, 2);
        assertThat(downstream.sequences()).isZero();

        // when
        downstream.accept(kept(3, 96));
        downstream.accept(kept(4, 8));
        downstream.accept(kept(2, 120));

        // then
        assertThat(downstream.sequences()).isEqualTo(96);

        // and when it was taken back
        downstream.accept(kept(3, 48));
        assertThat(downstream.sequences()).isEqualTo(48);
    }

    @Test
    void shouldBeAnywhereWhenThereIsNobodyToFeed() {
        // given
        var top = new DownstreamKept(definition, definition.depth());

        // when
        top.accept(kept(definition.depth() + 1, 5));

        // then
        assertThat(top.sequences()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldBeToldWhenAModuleUpstreamWouldComputeItsInputAgain() {
        PipelineDefinition latest =
                PipelineDefinitions.parse(PipelineDefinitions.format(definition).replace("lossless", "latest"));

        assertThat(DownstreamKept.isTold(definition, 1)).isFalse();
        assertThat(DownstreamKept.isTold(definition, 2)).isTrue();
        assertThat(DownstreamKept.isTold(definition, definition.depth())).isTrue();
        assertThat(DownstreamKept.isTold(latest, 2)).isFalse();
    }

    private static TelemetryEvent kept(int module, long sequences) {
        return new TelemetryEvent.Kept("run", 0, module, sequences);
    }
}
