package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Safetensors;
import dev.solera.activation.Sample;
import dev.solera.learning.LockStepLoop;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.snapshot.SnapshotCodec;
import dev.solera.snapshot.SnapshotSchedule;
import dev.solera.stream.document.Document;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;

/** The snapshots that services published, beside those that the lock-step loop comes to at the same numbers of samples. */
final class PublishedParameters {

    private final PipelineDefinition pipeline;
    private final SnapshotSchedule schedule;
    private final SnapshotCodec codec;
    private final Map<Long, Map<Integer, ByteBuffer>> arrived = new ConcurrentSkipListMap<>();
    private final Map<Long, Map<Integer, ByteBuffer>> expected = new TreeMap<>();
    private long asked = -1;

    PublishedParameters(PipelineDefinition pipeline) {
        this.pipeline = pipeline;
        this.schedule = SnapshotSchedule.of(pipeline);
        this.codec = new SnapshotCodec(pipeline);
    }

    /** Takes one that was published; of those that come again the bytes have to be the same. */
    void arrived(Document document, int module) {
        arrived.computeIfAbsent(document.header().samples(), first -> new ConcurrentSkipListMap<>())
                .merge(module, ByteBuffer.wrap(document.bytes()), (before, again) -> {
                    assertThat(again).isEqualTo(before);
                    return again;
                });
    }

    /** Expects another one, after so many samples. */
    void asked(long samples) {
        asked = samples;
    }

    /** Waits until those of the end are there, and with them all before. */
    void awaitLast(long samples) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(arrived.getOrDefault(samples, Map.of())).hasSize(pipeline.depth()));
    }

    /** The loop's input; whenever it takes a sample, what it has learned by then is taken down where that is due. */
    Iterator<Sample> expecting(LockStepLoop loop, Iterator<Sample> input) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return input.hasNext();
            }

            @Override
            public Sample next() {
                long trained = loop.trainer(1).progress().trained();
                if (schedule.isDue(trained) || trained == asked) {
                    expect(loop);
                }
                return input.next();
            }
        };
    }

    private void expect(LockStepLoop loop) {
        for (int module = 1; module <= pipeline.depth(); module++) {
            long samples = loop.trainer(module).progress().trained();
            expected.computeIfAbsent(samples, first -> new TreeMap<>())
                    .put(
                            module,
                            ByteBuffer.wrap(
                                    codec.encode(codec.take(loop.trainer(module).module(), module, samples))));
        }
    }

    /** @param loop at its end */
    void assertAsExpected(LockStepLoop loop) {
        expect(loop);
        assertThat(arrived.keySet())
                .containsExactlyElementsOf(expected.keySet())
                .hasSizeGreaterThan(1);
        arrived.forEach((samples, modules) -> assertThat(modules)
                .as("after %d samples%s", samples, differences(modules, expected.get(samples)))
                .isEqualTo(expected.get(samples)));
    }

    /** Which tensors are others, and by how much, which the bytes of a snapshot do not tell. */
    private static String differences(Map<Integer, ByteBuffer> arrived, Map<Integer, ByteBuffer> expected) {
        StringBuilder found = new StringBuilder();
        arrived.forEach((module, bytes) -> {
            Safetensors own = Safetensors.parse(bytes.array());
            Safetensors other = Safetensors.parse(expected.get(module).array());
            for (String name : own.names()) {
                float[] values = own.tensor(name).floats();
                float[] wanted = other.tensor(name).floats();
                long many = IntStream.range(0, values.length)
                        .filter(i -> Float.floatToRawIntBits(values[i]) != Float.floatToRawIntBits(wanted[i]))
                        .count();
                if (many > 0) {
                    double most = IntStream.range(0, values.length)
                            .mapToDouble(i -> Math.abs(values[i] - wanted[i]))
                            .max()
                            .orElseThrow();
                    found.append(", module %d, %s: %d of %d values by up to %s"
                            .formatted(module, name, many, values.length, most));
                }
            }
        });
        return found.toString();
    }
}
