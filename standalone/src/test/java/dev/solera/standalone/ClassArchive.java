package dev.solera.standalone;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * What broker and services load of the jars, in a file that Java maps into memory: most of what processes of tests do is to
 * start, and that makes a start much cheaper. It is made once for all tests of a Maven module, of what a short run loads.
 */
public final class ClassArchive {

    /** Tests run in the folder of their Maven module. */
    private static final Path FOLDER = Path.of("target", "class-archive").toAbsolutePath();

    private static final String TINY = """
            pipeline: archived
            input: {kind: audio, sample-rate: 8000, window: 2560}
            batch: 8
            learning-rate: 1e-3
            seed: 3
            loss: {prediction-steps: 4, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - context: {hidden: 8}
            """;

    private ClassArchive() {}

    /** Java's option to use it; the class path has to begin as {@link #classPath} does. */
    public static String option() throws IOException, InterruptedException {
        return "-XX:SharedArchiveFile=" + made();
    }

    /** That of this process, jars before folders: an archive is of the jars that a class path begins with. */
    public static String classPath() {
        return entries()
                .sorted(Comparator.comparing(entry -> !isJar(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<String> entries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    private static boolean isJar(String entry) {
        return Files.isRegularFile(Path.of(entry));
    }

    private static Path made() throws IOException, InterruptedException {
        List<String> jars = entries().filter(ClassArchive::isJar).toList();
        Path archive = FOLDER.resolve("%08x.jsa".formatted(fingerprint(jars)));
        Files.createDirectories(FOLDER);
        // Another process of tests may be at it.
        try (FileChannel turn =
                        FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = turn.lock()) {
            if (!Files.exists(archive)) {
                FileSystemUtils.deleteRecursively(FOLDER.resolve("making"));
                make(archive, jars);
            }
        }
        return archive;
    }

    private static void make(Path archive, List<String> jars) throws IOException, InterruptedException {
        Path work = Files.createDirectory(FOLDER.resolve("making"));
        Path loaded = work.resolve("classes.txt");
        run(
                work,
                "-XX:TieredStopAtLevel=1",
                "-XX:DumpLoadedClassList=" + loaded,
                "-Dsolera.ingest.evaluation-limit=8",
                "-cp",
                classPath(),
                Solera.class.getName(),
                "train",
                "--pipeline",
                Files.writeString(work.resolve("tiny.yaml"), TINY).toString(),
                "--steps",
                "4",
                "--port",
                "0",
                "--out",
                work.resolve("out").toString());
        Path made = work.resolve("made.jsa");
        run(
                work,
                "-XX:TieredStopAtLevel=1",
                "-Xshare:dump",
                "-XX:+UseG1GC", // it alone puts objects into an archive
                "-XX:SharedClassListFile=" + loaded,
                "-XX:SharedArchiveFile=" + made,
                "-cp",
                String.join(File.pathSeparator, jars));
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
        FileSystemUtils.deleteRecursively(work);
    }

    private static void run(Path work, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Path log = work.resolve("log.txt");
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("Java ended with status %d; see %s".formatted(status, log));
        }
    }

    /** Java itself looks closer: it leaves an archive aside whose jars have changed. */
    private static int fingerprint(List<String> jars) throws IOException {
        int hash = Objects.hash(System.getProperty("java.vm.version"));
        for (String jar : jars) {
            Path file = Path.of(jar);
            hash = 31 * hash + Objects.hash(jar, Files.size(file), Files.getLastModifiedTime(file));
        }
        return hash;
    }
}
