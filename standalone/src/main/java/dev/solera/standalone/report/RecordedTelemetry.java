package dev.solera.standalone.report;

import dev.solera.gateway.live.TelemetrySource;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/** What the folder of a run that has ended still tells of it: its source, every training step, the final accuracies. */
public final class RecordedTelemetry implements TelemetrySource {

    private static final CsvMapper CSV = new CsvMapper();
    private static final CsvSchema HEADED = CsvSchema.emptySchema().withHeader();

    private final RunFolder folder;
    private final String run;

    /** @param run the name that the events are told under */
    public RecordedTelemetry(RunFolder folder, String run) {
        this.folder = folder;
        this.run = run;
    }

    @Override
    public AutoCloseable feed(Consumer<TelemetryEvent> handler) {
        RunProvenance provenance = RunProvenance.read(folder.provenance());
        handler.accept(source(provenance));
        forEachRow(folder.metrics(), row -> handler.accept(step(row)));
        long ended = Instant.parse(provenance.ended()).toEpochMilli();
        Set<String> told = new LinkedHashSet<>();
        forEachRow(folder.accuracy(), row -> accuracies(row, provenance, ended, told, handler));
        services()
                .forEach(service -> handler.accept(new TelemetryEvent.Finished(
                        run, ended, service, provenance.counts().getOrDefault(service, Map.of()))));
        return () -> {};
    }

    private TelemetryEvent source(RunProvenance provenance) {
        RunProvenance.Data data = provenance.data();
        Map<String, TelemetryEvent.Label> labels = new LinkedHashMap<>();
        data.classes().forEach((name, classes) -> labels.put(name, new TelemetryEvent.Label(classes.size(), false)));
        return new TelemetryEvent.Source(
                run,
                Instant.parse(provenance.started()).toEpochMilli(),
                data.origin(),
                data.listing(),
                data.recordings(),
                (int) data.heldOut(),
                TelemetryEvent.Skipped.of(data.skipped()),
                labels,
                provenance.counts().getOrDefault("ingest", Map.of()).getOrDefault("train", -1L));
    }

    private TelemetryEvent step(Map<String, String> row) {
        boolean frozen = row.get("loss").isEmpty();
        return new TelemetryEvent.Step(
                run,
                Instant.parse(row.get("time")).toEpochMilli(),
                Integer.parseInt(row.get("module")),
                Long.parseLong(row.get("step")),
                Long.parseLong(row.get("samples")),
                frozen ? 0 : Double.parseDouble(row.get("loss")),
                frozen ? 0 : Double.NaN,
                number(row.getOrDefault("contrastive_accuracy", "")),
                Integer.parseInt(row.getOrDefault("dead_channels", "0")),
                0,
                0,
                0,
                0,
                0,
                0);
    }

    /** A row of the table has up to three networks; the raw one, which stands in every row, is told once a label. */
    private void accuracies(
            Map<String, String> row,
            RunProvenance provenance,
            long time,
            Set<String> told,
            Consumer<TelemetryEvent> handler) {
        int depth = Integer.parseInt(row.get("depth"));
        String label = row.get("label");
        for (String network : new String[] {AccuracyBoard.TRAINED, AccuracyBoard.UNTRAINED, AccuracyBoard.RAW}) {
            int at = network.equals(AccuracyBoard.RAW) ? 0 : depth;
            double accuracy = number(row.get(network));
            if (Double.isNaN(accuracy) || !told.add(label + " " + network + " " + at)) {
                continue;
            }
            boolean main = network.equals(AccuracyBoard.TRAINED) || at == depth && depth == 0;
            String[] interval =
                    main ? row.get("interval").split("-") : new String[] {row.get(network), row.get(network)};
            handler.accept(new TelemetryEvent.Accuracy(
                    run,
                    time,
                    at,
                    label,
                    network,
                    false,
                    accuracy,
                    number(interval[0]),
                    number(interval[1]),
                    main ? number(row.get("per_class")) : Double.NaN,
                    Long.parseLong(row.get("held_out_samples")),
                    provenance.data().classes().getOrDefault(label, List.of()).size(),
                    Double.NaN));
        }
    }

    private Set<String> services() {
        PipelineDefinition definition =
                PipelineDefinitions.load(folder.pipeline().toString());
        Set<String> services = new LinkedHashSet<>(Set.of("ingest"));
        definition.placement().services().forEach(modules -> services.add(modules.service()));
        services.add("probe");
        return services;
    }

    private static double number(String text) {
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }

    /** A file that is not there has no rows. */
    private static void forEachRow(Path file, Consumer<Map<String, String>> user) {
        if (!Files.exists(file)) {
            return;
        }
        try (var reader = Files.newBufferedReader(file);
                MappingIterator<Map<String, String>> rows =
                        CSV.readerForMapOf(String.class).with(HEADED).readValues(reader)) {
            rows.forEachRemaining(user);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
