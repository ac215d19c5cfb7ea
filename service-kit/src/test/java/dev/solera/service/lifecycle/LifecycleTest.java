package dev.solera.service.lifecycle;

import static dev.solera.service.lifecycle.Lifecycle.State.DRAINING;
import static dev.solera.service.lifecycle.Lifecycle.State.FAILED;
import static dev.solera.service.lifecycle.Lifecycle.State.FINISHED;
import static dev.solera.service.lifecycle.Lifecycle.State.PAUSED;
import static dev.solera.service.lifecycle.Lifecycle.State.RESTORING;
import static dev.solera.service.lifecycle.Lifecycle.State.STOPPED;
import static dev.solera.service.lifecycle.Lifecycle.State.TRAINING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class LifecycleTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Lifecycle life = new Lifecycle("module-1", registry);

    @Test
    void shouldShowWhereItStandsWhenItGoesItsWay() {
        // when
        life.to(RESTORING);
        life.to(TRAINING);
        life.to(PAUSED, "checkpoint not written: no space");

        // then
        assertThat(life.health().getStatus()).isEqualTo(Status.UP);
        assertThat(life.health().getDetails())
                .containsEntry("state", "paused")
                .containsEntry("cause", "checkpoint not written: no space");
        assertThat(gauge("paused")).isEqualTo(1);
        assertThat(gauge("training")).isZero();

        // when
        life.to(TRAINING);
        life.to(FINISHED);

        // then
        assertThat(life.health().getStatus()).isEqualTo(Status.UP);
        assertThat(life.health().getDetails()).containsOnlyKeys("state");
    }

    @Test
    void shouldBeShownAsPausedWhenItIsHeldWhereItWouldTrain() {
        // given
        life.hold("told to pause by a test");

        // when, then
        life.to(RESTORING);
        assertThat(life.health().getDetails()).containsEntry("state", "restoring");
        life.to(TRAINING);
        assertThat(life.health().getStatus()).isEqualTo(Status.UP);
        assertThat(life.health().getDetails())
                .containsEntry("state", "paused")
                .containsEntry("cause", "told to pause by a test");
        assertThat(gauge("paused")).isEqualTo(1);
        assertThat(gauge("training")).isZero();
        assertThat(held()).isEqualTo(1);
        assertThat(life.state()).isEqualTo(TRAINING);

        // when the disk refuses something meanwhile
        life.to(PAUSED, "checkpoint not written: no space");
        assertThat(life.health().getDetails()).containsEntry("cause", "checkpoint not written: no space");
        life.to(life.state());
        life.to(TRAINING);
        life.release();

        // then
        assertThat(life.health().getDetails()).containsOnlyKeys("state").containsEntry("state", "training");
        assertThat(gauge("training")).isEqualTo(1);
        assertThat(held()).isZero();
    }

    private double held() {
        return registry.get("solera.service.held")
                .tags("service", "module-1")
                .gauge()
                .value();
    }

    @Test
    void shouldRefuseAWayThatIsNotInThePicture() {
        assertThatThrownBy(() -> life.to(PAUSED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("service module-1 is starting; allowed next: not paused");
    }

    @Test
    void shouldTakeOnlyAnEndWhenItDrains() {
        // given
        life.to(RESTORING);
        life.to(DRAINING);

        // when its work goes on for a moment
        life.to(TRAINING);

        // then
        assertThat(life.state()).isEqualTo(DRAINING);
        assertThat(life.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);

        // when
        life.to(STOPPED);

        // then
        assertThat(life.state()).isEqualTo(STOPPED);
    }

    @Test
    void shouldStayWhereItEnded() {
        // given
        life.to(FAILED, "gap");

        // when
        life.to(DRAINING);

        // then
        assertThat(life.state()).isEqualTo(FAILED);
        assertThat(life.health().getStatus()).isEqualTo(Status.DOWN);
    }

    private double gauge(String state) {
        return registry.get("solera.service.state")
                .tags("service", "module-1", "state", state)
                .gauge()
                .value();
    }
}
