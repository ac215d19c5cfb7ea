package dev.solera.ingest;

import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.Source;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.ingest.plan.Samples;
import dev.solera.ingest.stream.StreamMetrics;
import dev.solera.ingest.stream.StreamSamples;
import dev.solera.ingest.stream.StreamSource;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.SoleraStreams;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.event.TelemetryPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Makes the samples of the source, from the run's first one on. */
@Component
final class SampleOpening {

    private final Source source;
    private final Supplier<Samples> opening;

    SampleOpening(
            PipelineDefinition definition,
            Source source,
            IngestProperties properties,
            SoleraStreams streams,
            KafkaClients clients,
            TelemetryPublisher telemetry,
            MeterRegistry registry) {
        this.source = source;
        StreamMetrics metrics = new StreamMetrics(registry, telemetry);
        if (source instanceof StreamSource topic) {
            KafkaClients readers = clients.readers(topic.connection());
            opening = () -> new StreamSamples(
                    definition, topic, properties.length(), properties.evaluationLimit(), streams, readers, metrics);
        } else {
            opening = () ->
                    new SampleSequence(definition, (Corpus) source, properties.length(), properties.evaluationLimit());
        }
    }

    Source source() {
        return source;
    }

    Samples samples() {
        return opening.get();
    }
}
