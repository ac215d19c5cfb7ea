package dev.solera.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.standalone.Solera;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./solera}, in a folder that looks like a checkout. */
class SoleraScriptTest {

    private static final Path SCRIPT = Path.of("../solera");
    private static final List<String> TOOLS = List.of("bash", "dirname", "readlink", "find", "env");
    private static final Pattern JAR = Pattern.compile("standalone-[^/\\s]+\\.jar");

    @TempDir
    private Path checkout;

    @BeforeEach
    void copyScript() throws IOException {
        Files.copy(SCRIPT, checkout.resolve("solera"));
        Files.createDirectories(checkout.resolve("standalone/src/main"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.writeString(checkout.resolve("standalone/pom.xml"), "<project/>");
    }

    @Test
    void shouldSayInOneLineWhatIsMissingWhenThereIsNeitherJdkNorMaven() throws Exception {
        // given
        Path bin = Files.createDirectory(checkout.resolve("bin"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(bin.resolve(tool), find(tool));
        }

        // when
        Process process = solera(Map.of("PATH", bin.toString()));

        // then
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(text("err").lines())
                .singleElement()
                .asString()
                .startsWith("error: missing: a JDK (17 or newer); Maven; ")
                .contains("apt-get install openjdk-17-jdk-headless maven");
        assertThat(text("out")).isEmpty();
    }

    @Test
    void shouldShowHelpWithoutBuildingWhenItIsBuilt() throws Exception {
        // given
        Path target = Files.createDirectories(checkout.resolve("standalone/target"));
        writeJar(target.resolve(jarName()));
        Files.createFile(target.resolve(".built"));

        // when
        Process process = solera(Map.of("JAVA_HOME", System.getProperty("java.home")));

        // then
        assertThat(process.waitFor()).as(text("err")).isZero();
        assertThat(text("err")).isEmpty();
        assertThat(text("out")).contains("solera train --data recordings");
    }

    private Process solera(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        find("bash").toString(), checkout.resolve("solera").toString(), "--help")
                .redirectOutput(checkout.resolve("out.txt").toFile())
                .redirectError(checkout.resolve("err.txt").toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String text(String stream) throws IOException {
        return Files.readString(checkout.resolve(stream + ".txt"));
    }

    /** The name by which the script knows what was built. */
    private static String jarName() throws IOException {
        Matcher name = JAR.matcher(Files.readString(SCRIPT));
        assertThat(name.find()).isTrue();
        return name.group();
    }

    /** No classes of its own: it leads to those of this test. */
    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Solera.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(path -> Path.of(path).toUri().toString())
                                .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }

    private static Path find(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }
}
