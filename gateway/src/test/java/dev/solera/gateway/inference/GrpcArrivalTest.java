package dev.solera.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.gateway.inference.wire.GRPCInferenceServiceGrpc;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** A call as gRPC tells of it, in orders that its threads may come in. */
class GrpcArrivalTest {

    private final InFlight inFlight = new InFlight(DataSize.ofBytes(100));
    private final Hourglasses hourglasses = new Hourglasses();
    private final GrpcArrivals arrivals = new GrpcArrivals(Duration.ofSeconds(30), inFlight, hourglasses);
    private final ServerStreamTracer call = arrivals.newServerStreamTracer(
            GRPCInferenceServiceGrpc.getModelStreamInferMethod().getFullMethodName(), new Metadata());
    private final Context.CancellableContext context =
            call.filterContext(Context.ROOT).withCancellation();

    @AfterEach
    void stop() {
        arrivals.close();
        context.cancel(null);
    }

    private InFlight.Claim handOver() {
        try {
            return context.call(GrpcArrival::ofMessage);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldEndACallWhoseMessageTakesTooLong() {
        call.inboundWireSize(10);

        hourglasses.runOut(0);

        assertThat(context.cancellationCause()).isInstanceOf(TimeoutException.class);
    }

    /** It went off as the message was handed over. */
    @Test
    void shouldNotEndTheNextMessageOfAStreamWhenTheClockOfTheOneBeforeIsLate() {
        // given
        call.inboundWireSize(10);
        handOver().close();
        call.inboundWireSize(10);

        // when
        hourglasses.runOut(0);

        // then
        assertThat(context.isCancelled()).isFalse();

        // when
        hourglasses.runOut(1);

        // then
        assertThat(context.isCancelled()).isTrue();
    }

    /** It cancels the context itself, and says why. */
    @Test
    void shouldLeaveItToGrpcToSayWhyACallIsOver() {
        call.inboundWireSize(10);

        call.streamClosed(Status.CANCELLED);
        hourglasses.runOut(0);

        assertThat(context.isCancelled()).isFalse();
    }

    @Test
    void shouldGiveBackOnceWhenACallIsOverBeforeItsHandlerIsGivenTheMessage() {
        // given
        call.inboundWireSize(60);
        call.streamClosed(Status.CANCELLED);
        call.inboundWireSize(30);

        // when
        InFlight.Claim late = handOver();

        // then
        inFlight.claim().take(100);
        InFlight.Claim other = inFlight.claim();
        assertThatThrownBy(() -> other.take(1)).isInstanceOf(InferenceException.class);
        late.close();
        assertThatThrownBy(() -> other.take(1)).isInstanceOf(InferenceException.class);
    }

    /** Timers that end when a test says so. */
    private static final class Hourglasses extends ScheduledThreadPoolExecutor {

        private final List<Runnable> tasks = new ArrayList<>();

        Hourglasses() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            tasks.add(task);
            return super.schedule(() -> {}, delay, unit);
        }

        void runOut(int number) {
            tasks.get(number).run();
        }
    }
}
