package dev.solera.standalone.command;

import dev.solera.pipeline.ModuleRange;
import dev.solera.standalone.export.RunExport;
import dev.solera.standalone.lock.FolderLock;
import dev.solera.standalone.report.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code solera export}: writes what a run has learned as an ONNX model. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description =
                "Writes what a run has learned as an ONNX model: from recorded sound, or pictures, to activations, an "
                        + "embedding and, with a classifier, labels with their probabilities.")
final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a run that has ended.")
    private Path run;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The model, a new file.")
    private Path out;

    @ArgGroup
    private Part part = new Part();

    @Option(
            names = "--classifier",
            paramLabel = "LABEL",
            description = "The probe of this label on top, as the accuracy table has it at that depth.")
    private Optional<String> classifier;

    /** Which modules. */
    private static final class Part {

        @Option(
                names = "--depth",
                paramLabel = "K",
                description = "The modules from the first to this one; all of them where nothing is said.")
        private Optional<Integer> depth = Optional.empty();

        @Option(
                names = "--module",
                paramLabel = "K",
                description = "This module alone, which takes the activations of the one upstream.")
        private Optional<Integer> module = Optional.empty();
    }

    @Override
    public Integer call() throws IOException {
        FolderLock.requireFree("run", run);
        RunExport export = new RunExport(RunFolder.ended(run));
        ModuleRange modules = modules(export.depth());
        requireNew();
        byte[] model = export.toOnnx(modules, classifier);
        write(model);
        spec.commandLine()
                .getOut()
                .printf(
                        "%s has %s %s of %s, %,d bytes.%n",
                        out, modules.size() == 1 ? "module" : "modules", modules, run, model.length);
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private ModuleRange modules(int deepest) {
        if (part.module.isPresent()) {
            classifier.ifPresent(label -> {
                throw new IllegalArgumentException(
                        "--classifier is %s; allowed: without --module, as a classifier looks at what is recorded"
                                .formatted(label));
            });
            return ModuleRange.of(within("--module", part.module.get(), deepest));
        }
        return new ModuleRange(1, within("--depth", part.depth.orElse(deepest), deepest));
    }

    private static int within(String option, int number, int deepest) {
        if (number < 1 || number > deepest) {
            throw new IllegalArgumentException("%s is %d; allowed: 1 to %d".formatted(option, number, deepest));
        }
        return number;
    }

    private void requireNew() {
        if (Files.exists(out)) {
            throw new IllegalArgumentException("--out is %s, which exists already; allowed: a new file".formatted(out));
        }
        if (!Files.isDirectory(out.toAbsolutePath().getParent())) {
            throw new IllegalArgumentException(
                    "--out is %s; allowed: a new file in a folder that there is".formatted(out));
        }
    }

    /** Under a name of its own first, so that nobody finds half a model. */
    private void write(byte[] model) {
        try {
            Path temporary = out.resolveSibling("%s.%d.tmp"
                    .formatted(out.getFileName(), ProcessHandle.current().pid()));
            Files.createFile(temporary);
            try {
                Files.write(temporary, model);
                Files.move(temporary, out);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--out is %s, which cannot be written (%s); allowed: a new file in a folder that can be written to"
                            .formatted(out, e),
                    e);
        }
    }
}
