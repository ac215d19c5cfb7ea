package dev.solera.helm;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** The chart, or another folder or package of it, as Helm's own code reads it. */
record Chart(Path path) {

    /** Tests run in the folder of this Maven module. */
    static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    /** As it is in the repository, where it shares files with others by links. */
    static final Chart SOURCE = new Chart(REPOSITORY.resolve("helm/solera"));

    /**
     * The same without links, of which Helm tells at every use, and with hooks as ordinary objects: what helm-java renders
     * leaves hooks out.
     */
    static final Chart SOLERA =
            SOURCE.copy(Path.of("target/chart").toAbsolutePath()).withoutHooks();

    private static final String HOOK = "helm.sh/hook: test";

    static final String NAMESPACE = "training";
    static final String RELEASE = "trial";
    /** Rendered for this one; the models are of the same. */
    static final String KUBERNETES = "1.34.0";

    /** What {@code helm template} prints. */
    String template(Path... values) {
        return template(RELEASE, values);
    }

    String template(String release, Path... values) {
        TemplateCommand command = new Helm(path)
                .template()
                .withName(release)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES);
        for (Path file : values) {
            command.withValuesFile(file);
        }
        return command.call();
    }

    /** What {@code helm install} tells afterwards. */
    String notes(Path values) {
        String output = new Helm(path)
                .install()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .withValuesFile(values)
                .clientOnly()
                .dryRun()
                .withDryRunOption(DryRun.CLIENT)
                .call()
                .getOutput();
        return output.substring(output.indexOf("NOTES:"));
    }

    /** What {@code helm lint --strict} has to say against it; nothing where it passes. */
    List<String> lint() {
        LintResult result = new Helm(path).lint().strict().call();
        return result.isFailed() ? result.getMessages() : List.of();
    }

    /** Copies its folder to another one, which is replaced, with what links lead to in their place. */
    Chart copy(Path target) {
        try (Stream<Path> files = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
            FileSystemUtils.deleteRecursively(target);
            Files.createDirectories(target.getParent());
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(path.relativize(file).toString()));
            }
            return new Chart(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is rendered of values that are given as text. */
    String templateOf(String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                return template(Files.writeString(file, values));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Chart withoutHooks() {
        try (Stream<Path> files = Files.walk(path.resolve("templates/tests"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, Files.readString(file).replace(HOOK, "helm.sh/test: hook"));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies its folder with other values than its own where the file has some. */
    Chart copyWith(Path values, Path target) throws IOException {
        Chart copy = copy(target);
        Path own = target.resolve("values.yaml");
        Files.writeString(own, Yaml.write(Yaml.merged(Yaml.read(own), Yaml.read(values))));
        return copy;
    }

    /** Packs it as {@code helm package} does, into an empty folder. */
    Chart pack(Path destination) throws IOException {
        new Helm(path).packageIt().withDestination(destination).call();
        try (Stream<Path> files = Files.list(destination)) {
            return new Chart(files.findFirst().orElseThrow());
        }
    }
}
