package dev.solera.benchmarks.device;

import dev.solera.benchmarks.table.MarkdownTable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a device made of the modules of a pipeline.
 *
 * @param rows one a module
 */
public record DeviceReport(List<ModuleRow> rows) {

    public DeviceReport {
        rows = List.copyOf(rows);
    }

    /** Checks every module, one after the other. */
    public static DeviceReport of(DeviceSettings settings) {
        List<ModuleRow> rows = new ArrayList<>();
        for (int number = 1; number <= settings.definition().depth(); number++) {
            rows.add(new ModuleCheck(settings, number).run());
        }
        return new DeviceReport(rows);
    }

    /** A table in Markdown. */
    public List<String> lines() {
        MarkdownTable table = new MarkdownTable(
                "module",
                "losses differ by, nats",
                "bits the second time",
                "ms a step, processors",
                "ms a step, device",
                "MiB of it after the first steps",
                "and the last");
        rows.forEach(row -> table.row(row.cells()));
        return table.lines();
    }

    /** What is not as it should be; nothing where all is. */
    public List<String> faults() {
        return rows.stream().flatMap(row -> row.faults().stream()).toList();
    }
}
