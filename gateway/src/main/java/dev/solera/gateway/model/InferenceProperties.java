package dev.solera.gateway.model;

import dev.solera.definition.InvalidDefinitionException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How embeddings are computed, {@code solera.gateway.inference.*}.
 *
 * @param threads of ONNX Runtime
 * @param batch most recordings that go through the model at once
 * @param delay how long a request waits for others that can go with it, once there is more than one at a time
 * @param queue most requests that wait; further ones are refused
 * @param memory that the activations of one batch may take; it bounds how long a recording may be
 * @param largestBody most bytes of a request, once it is unpacked
 * @param inFlight most bytes of all requests that are there at the same time, with their tensors and answers
 * @param patience how long the body of a request may take to arrive
 */
@ConfigurationProperties("solera.gateway.inference")
public record InferenceProperties(
        @DefaultValue("1") int threads,
        @DefaultValue("32") int batch,
        @DefaultValue("2ms") Duration delay,
        @DefaultValue("256") int queue,
        @DefaultValue("256MB") DataSize memory,
        @DefaultValue("32MB") DataSize largestBody,
        @DefaultValue("128MB") DataSize inFlight,
        @DefaultValue("30s") Duration patience) {

    private static final String PREFIX = "solera.gateway.inference.";
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

    public InferenceProperties {
        require(threads >= 1 && threads <= 256, "threads", threads, "1 to 256");
        require(batch >= 1 && batch <= 4096, "batch", batch, "1 to 4096");
        require(!delay.isNegative() && delay.compareTo(LONGEST_DELAY) <= 0, "delay", delay, "0s to 1s");
        require(queue >= 1 && queue <= 1 << 20, "queue", queue, "1 to 1048576");
        require(memory.toMegabytes() >= 1, "memory", memory, "1MB or more");
        require(
                largestBody.toBytes() >= 1 && largestBody.toMegabytes() < 1024,
                "largest-body",
                largestBody,
                "1B to 1023MB");
        require(
                inFlight.compareTo(largestBody) >= 0,
                "in-flight",
                inFlight,
                "at least largest-body, which is " + largestBody);
        require(patience.toMillis() >= 1, "patience", patience, "1ms or more");
    }

    private static void require(boolean holds, String key, Object value, String allowed) {
        InvalidDefinitionException.require(holds, PREFIX + key, value, allowed);
    }
}
