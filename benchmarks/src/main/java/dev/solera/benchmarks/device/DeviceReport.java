package dev.solera.benchmarks.device;

import dev.solera.benchmarks.table.MarkdownTable;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a device made of the modules of a pipeline.
 *
 * @param arithmetic of either
 * @param rows one a module
 */
public record DeviceReport(Arithmetic arithmetic, List<ModuleRow> rows) {

    public DeviceReport {
        rows = List.copyOf(rows);
    }

    /** Checks every module, one after the other. */
    public static DeviceReport of(DeviceSettings settings) throws IOException {
        DeviceSettings resolved = settings.resolved();
        PipelineDefinition definition = resolved.definition();
        List<ModuleRow> rows = new ArrayList<>();
        for (int number = 1; number <= definition.depth(); number++) {
            rows.add(new ModuleCheck(resolved, number).run());
        }
        return new DeviceReport(definition.arithmetic(), rows);
    }

    /** A table in Markdown, and what it lacks. */
    public List<String> lines() {
        MarkdownTable table = new MarkdownTable(
                "module",
                "losses differ by, nats",
                "bits the second time",
                "ms a step, processors",
                "ms a step, device",
                "PyTorch, float32",
                "PyTorch, bf16 autocast",
                "MiB of it after the first steps",
                "and the last");
        rows.forEach(row -> table.row(row.cells().toArray(String[]::new)));
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(
                "Arithmetic: %s. A step of Solera's ends when what the module hands on is in its process; PyTorch's hands on nothing."
                        .formatted(PipelineDefinitions.word(arithmetic)));
        lines.add("");
        lines.addAll(table.lines());
        rows.stream().flatMap(row -> row.leftOut().stream()).forEach(line -> {
            lines.add("");
            lines.add(line);
        });
        return lines;
    }

    /** What is not as it should be; nothing where all is. */
    public List<String> faults() {
        return rows.stream().flatMap(row -> row.faults().stream()).toList();
    }
}
