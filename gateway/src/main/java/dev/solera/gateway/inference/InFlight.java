package dev.solera.gateway.inference;

import dev.solera.gateway.inference.InferenceException.Cause;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.util.unit.DataSize;

/** What all requests that are there at the same time may take, with their answers, whichever way they come. */
final class InFlight {

    private final DataSize most;
    private final AtomicLong left;

    InFlight(DataSize most) {
        this.most = most;
        this.left = new AtomicLong(most.toBytes());
    }

    /** A request that has taken nothing yet. */
    Claim claim() {
        return new Claim();
    }

    /** What one request takes until it is closed. */
    final class Claim implements AutoCloseable {

        private long taken;

        private Claim() {}

        /** @throws InferenceException where there will never be so much, or others have taken too much */
        void take(long more) {
            if (taken + more > most.toBytes()) {
                throw new InferenceException(
                        Cause.TOO_LARGE,
                        "request needs %d bytes or more, with what is made of it; allowed: %d bytes, by solera.gateway.inference.in-flight"
                                .formatted(taken + more, most.toBytes()));
            }
            if (left.addAndGet(-more) < 0) {
                left.addAndGet(more);
                throw new InferenceException(
                        Cause.NOT_NOW,
                        "requests that are there already have %s; allowed: fewer, later, by solera.gateway.inference.in-flight"
                                .formatted(most));
            }
            taken += more;
        }

        /** Gives back some of what it has taken. */
        void giveBack(long less) {
            taken -= less;
            left.addAndGet(less);
        }

        /**
         * Takes what an answer needs: it is there in parts, and then whole.
         *
         * @param recordings that are embedded
         * @throws InferenceException where there will never be so much, or others have taken too much
         */
        void takeAnswer(int recordings, int channels) {
            long bytes = 2L * recordings * channels * Float.BYTES;
            if (bytes > most.toBytes()) {
                throw new InferenceException(
                        Cause.TOO_LARGE,
                        "answer is of %d recordings, %d bytes; allowed: %d bytes, by solera.gateway.inference.in-flight"
                                .formatted(recordings, bytes, most.toBytes()));
            }
            take(bytes);
        }

        @Override
        public void close() {
            giveBack(taken);
        }
    }
}
