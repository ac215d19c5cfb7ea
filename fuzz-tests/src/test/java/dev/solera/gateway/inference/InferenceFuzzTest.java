package dev.solera.gateway.inference;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.fuzz.Allocation;
import org.springframework.util.unit.DataSize;

/** Calls of the Open Inference Protocol: JSON, with binary data behind it. */
class InferenceFuzzTest {

    private static final long MOST_BYTES = 16 << 20;

    /** Never used up: what is claimed here is given back by nobody. */
    private static final InFlight IN_FLIGHT = new InFlight(DataSize.ofBytes(Long.MAX_VALUE));

    @FuzzTest
    void read(FuzzedDataProvider data) throws Exception {
        boolean binary = data.consumeBoolean();
        int length = binary ? data.consumeInt(0, 255) : -1;
        byte[] body = data.consumeRemainingAsBytes();
        InferenceCall call;
        try {
            call = Allocation.atMost(
                    MOST_BYTES, () -> JsonCalls.read(body, binary ? length : body.length, IN_FLIGHT.claim()));
        } catch (InferenceException refused) {
            require(refused.reason() != InferenceException.Cause.FAILED, "refused as a call");
            return;
        }
        for (InputTensor input : call.inputs()) {
            long size = input.shape().stream().reduce(1L, Math::multiplyExact);
            require(size == input.data().size(), "as many elements as the shape says");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("what was read is not " + what);
        }
    }
}
