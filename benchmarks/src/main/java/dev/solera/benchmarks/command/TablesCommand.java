package dev.solera.benchmarks.command;

import dev.solera.benchmarks.measure.ProcFiles;
import dev.solera.benchmarks.run.Effort;
import dev.solera.benchmarks.run.Part;
import dev.solera.benchmarks.run.Tables;
import dev.solera.standalone.command.OutputLines;
import dev.solera.standalone.command.SoleraCommand;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks tables}: what {@code benchmarks/run} prints. */
@Command(
        name = "tables",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description = "Measures Solera beside what it is compared with, and prints the tables of docs/performance.md. "
                + "The machine should have nothing else to do.")
final class TablesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--full",
            description = "One and two threads, more sizes, narrower intervals, in hours instead of a quarter of one.")
    private boolean full;

    @Option(
            names = "--only",
            paramLabel = "TABLE,...",
            split = ",",
            description = "Of ${COMPLETION-CANDIDATES}. Default: all of them.")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Mixin
    private DefinitionOption definition;

    @Mixin
    private PythonOption python;

    @Mixin
    private OutputOption out;

    @Override
    public Integer call() throws Exception {
        var tables = new Tables(
                definition.pipeline(),
                definition.overrides(),
                full ? Effort.FULL : Effort.QUICK,
                parts,
                python.program(),
                out.folder("tables"),
                line -> OutputLines.say(spec, line));
        ProcFiles.requireLinux();
        tables.make(String.join(" ", command()));
        return CommandLine.ExitCode.OK;
    }

    /** What was typed: the program adds which command of this one it is, and where it keeps its Python. */
    private List<String> command() {
        List<String> typed = new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
        typed.set(0, "benchmarks/run");
        int added = typed.indexOf(PythonOption.NAME);
        if (added > 0) {
            typed.subList(added, added + 2).clear();
        }
        return typed;
    }
}
