package dev.solera.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.solera.standalone.Solera;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./solera}, in a folder that looks like a checkout, on machines of which only some tools are there. */
class SoleraScriptTest {

    private static final Path SCRIPT = Path.of("../solera");
    private static final List<String> TOOLS =
            List.of("bash", "dirname", "readlink", "find", "env", "grep", "mkdir", "head", "sort");
    private static final Pattern VERSION = Pattern.compile("(?m)^version=(\\S+)$");
    private static final List<String> AS_NOBODY =
            List.of(find("setpriv").toString(), "--reuid=65534", "--regid=65534", "--clear-groups");

    @TempDir
    private Path checkout;

    private Path bin;

    @BeforeEach
    void copyScript() throws IOException {
        Files.setPosixFilePermissions(checkout, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.copy(SCRIPT, checkout.resolve("solera"));
        Files.createDirectories(checkout.resolve("standalone/src/main"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.writeString(checkout.resolve("standalone/pom.xml"), "<project/>");
        bin = Files.createDirectory(checkout.resolve("bin"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(bin.resolve(tool), find(tool));
        }
    }

    @Test
    void shouldSayInOneLineWhatIsMissingWhenThereIsNeitherJdkNorMaven() throws Exception {
        assertThat(solera("train").waitFor()).isEqualTo(1);
        assertThat(text("err"))
                .isEqualTo(
                        "error: missing: a JDK (17 or newer) and unzip; install it as your system does, a JDK also from"
                                + " https://adoptium.net\n");
        assertThat(text("out")).isEmpty();
    }

    @Test
    void shouldSayWhatToTypeWhenAUserOfDebianIsNotRoot() throws Exception {
        // given
        stub("apt-get", "echo called >" + checkout.resolve("apt.txt"));
        stub("apt-cache", "[[ $2 == openjdk-21-jdk-headless ]]");

        // when
        Process process = on("ID=debian", AS_NOBODY, "train");

        // then
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(text("err"))
                .isEqualTo("error: missing: a JDK (17 or newer) and unzip; type: sudo apt-get install"
                        + " openjdk-21-jdk-headless fontconfig fonts-dejavu-core unzip\n");
        assertThat(checkout.resolve("apt.txt")).doesNotExist();
    }

    @Test
    void shouldSayWhatToTypeWhenTheDistributionIsAnother() throws Exception {
        // given
        stub("dnf", "exit 1");
        stub("apt-get", "exit 1");

        // when
        Process process = on("ID=fedora", List.of(), "test");

        // then
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(text("err"))
                .isEqualTo("error: missing: a JDK (17 or newer) and unzip; type: sudo dnf install java-21-openjdk-devel"
                        + " unzip\n");
    }

    @Test
    void shouldInstallWhatIsMissingAfterSayingSoWhenRootOnUbuntu() throws Exception {
        // given an apt that knows JDK 17 and brings it
        Path apt = checkout.resolve("apt.txt");
        stub("apt-cache", "[[ $2 == openjdk-17-jdk-headless ]]");
        stub("apt-get", """
                shift 3
                echo "$@" >>%s
                if [[ $1 == install ]]; then
                    cd %s
                    printf '#!/bin/bash\\necho javac 17.0.1\\n' >javac
                    printf '#!/bin/bash\\n' >unzip
                    %s +x javac unzip
                fi""".formatted(apt, bin, find("chmod")));
        wrapper("[[ $1 == --version ]] || echo \"$@\"");

        // when
        Process process = on("ID=ubuntu\nID_LIKE=debian", List.of(), "test", "-pl", "core");

        // then
        assertThat(process.waitFor()).as(text("err")).isZero();
        assertThat(text("err").lines())
                .singleElement()
                .asString()
                .startsWith("Installing a JDK (17 or newer) and unzip, as there is none here (log: ");
        assertThat(apt).hasContent("""
                update
                install -y --no-install-recommends openjdk-17-jdk-headless fontconfig fonts-dejavu-core unzip
                """);
        assertThat(text("out")).isEqualTo("-B -ntp verify -pl core\n");
    }

    @Test
    void shouldSayWhyWhenAptFails() throws Exception {
        // given
        stub("apt-cache", "exit 1");
        stub("apt-get", "echo Reading; echo 'E: no space left' >&2; [[ $4 == update ]]");

        // when
        Process process = on("ID=debian", List.of(), "train");

        // then
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(text("err").lines()).hasSize(2).last().isEqualTo("error: apt-get install failed: E: no space left");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"3.6.2, wrapper", "3.3.9, wrapper", "3.6.3, installed", "3.8.7, installed", "3.10.0, installed"})
    void shouldTakeTheMavenThatIsInstalledWhenItIsNewEnough(String version, String taken) throws Exception {
        // given
        stub("javac", "echo javac 21.0.2");
        stub("unzip", "");
        stub("mvn", "[[ $1 == -v ]] && echo 'Apache Maven %s (abc)' || echo installed".formatted(version));
        wrapper("[[ $1 == --version ]] || echo wrapper");

        // when
        Process process = solera("test");

        // then
        assertThat(process.waitFor()).as(text("err")).isZero();
        assertThat(text("out").strip()).isEqualTo(taken);
        assertThat(text("err")).isEmpty();
    }

    @Test
    void shouldSayHowToNameAMirrorWhenMavenCannotBeFetched() throws Exception {
        // given
        stub("javac", "echo javac 17.0.1");
        stub("unzip", "");
        wrapper("echo 'curl: Failed to fetch the archive' >&2; exit 1");

        // when
        Process process = solera("train");

        // then
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(text("err"))
                .isEqualTo("error: Maven cannot be fetched: curl: Failed to fetch the archive; where a mirror of Maven"
                        + " Central is to be used, type: export MVNW_REPOURL=https://MIRROR\n");
    }

    @Test
    void shouldNameJavaHomeWhenItHoldsNoJdk() throws Exception {
        assertThat(solera(Map.of("JAVA_HOME", "/nowhere"), "train").waitFor()).isEqualTo(1);
        assertThat(text("err"))
                .isEqualTo("error: JAVA_HOME is /nowhere; allowed: the folder of a JDK, 17 or newer, or nothing\n");
    }

    @Test
    void shouldShowHelpWithoutBuildingWhenItIsBuilt() throws Exception {
        // given
        Path target = Files.createDirectories(checkout.resolve("standalone/target"));
        writeJar(target.resolve(jarName("standalone")));
        Files.createFile(target.resolve(".built"));

        // when
        Process process = solera(Map.of("JAVA_HOME", System.getProperty("java.home")), "--help");

        // then
        assertThat(process.waitFor()).as(text("err")).isZero();
        assertThat(text("err")).isEmpty();
        assertThat(text("out")).contains("solera train --data recordings");
    }

    @ParameterizedTest
    @CsvSource({"chaos, harness, chaos --kills 3", "benchmarks, benchmarks, --kills 3"})
    void shouldBuildAndStartWhatDoesNotShipWhenItIsAskedFor(String command, String project, String arguments)
            throws Exception {
        // given
        for (String tool : List.of("mv", "touch", "tee")) {
            Files.createSymbolicLink(bin.resolve(tool), find(tool));
        }
        stub("javac", "echo javac 17.0.1");
        stub("java", "echo \"$@\"");
        stub("mvn", "[[ $1 == -v ]] && echo 'Apache Maven 3.9.9 (abc)' || echo \"$@\" >" + checkout.resolve("mvn.txt"));

        // when
        Process process = solera(command, "--kills", "3");

        // then
        assertThat(process.waitFor()).as(text("err")).isZero();
        assertThat(checkout.resolve("mvn.txt")).content().contains("-pl " + project + " -am package");
        assertThat(text("out")).endsWith("%s/target/%s %s\n".formatted(project, jarName(project), arguments));
        assertThat(checkout.resolve((command.equals("chaos") ? "standalone" : project) + "/target/.built"))
                .exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8"})
    void shouldFindAFolderByLettersBeyondAsciiInEveryLocale(String locale) throws Exception {
        // given
        Path target = Files.createDirectories(checkout.resolve("standalone/target"));
        writeJar(target.resolve(jarName("standalone")));
        Files.createFile(target.resolve(".built"));
        Files.createDirectory(Path.of(URI.create(checkout.toUri() + "caf%C3%A9")));
        String withData = "exec \"$@\" --data " + checkout + "/$'caf\\xC3\\xA9'";

        // when
        Process process = start(
                Map.of("JAVA_HOME", System.getProperty("java.home"), "LC_ALL", locale),
                List.of(find("bash").toString(), "-c", withData, "solera"),
                "train");

        // then
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(text("err")).contains("holds no audio files that can be read (it is empty)");
    }

    private Process solera(String... arguments) throws IOException {
        return solera(Map.of(), arguments);
    }

    private Process solera(Map<String, String> environment, String... arguments) throws IOException {
        return start(environment, List.of(), arguments);
    }

    /** On another distribution, whose description lies over this one's for the process alone. */
    private Process on(String osRelease, List<String> as, String... arguments) throws Exception {
        String unshare = find("unshare").toString();
        Process trial = new ProcessBuilder(unshare, "--mount", find("true").toString()).start();
        assumeThat(trial.waitFor()).as("this user may have mounts of its own").isZero();
        Path description = Files.writeString(checkout.resolve("os-release"), osRelease);
        String mount = find("mount") + " --bind " + description + " /etc/os-release && exec \"$@\"";
        List<String> command =
                new ArrayList<>(List.of(unshare, "--mount", find("bash").toString(), "-c", mount, "mount"));
        command.addAll(as);
        return start(Map.of(), command, arguments);
    }

    private Process start(Map<String, String> environment, List<String> by, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.addAll(
                List.of(find("bash").toString(), checkout.resolve("solera").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(checkout.resolve("out.txt").toFile())
                .redirectError(checkout.resolve("err.txt").toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("PATH", bin.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void stub(String tool, String body) throws IOException {
        writeScript(bin.resolve(tool), body);
    }

    private void wrapper(String body) throws IOException {
        writeScript(checkout.resolve("mvnw"), body);
    }

    private static void writeScript(Path file, String body) throws IOException {
        Files.writeString(file, "#!" + find("bash") + "\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String text(String stream) throws IOException {
        return Files.readString(checkout.resolve(stream + ".txt"));
    }

    /** The name by which the script knows what was built. */
    private static String jarName(String program) throws IOException {
        Matcher version = VERSION.matcher(Files.readString(SCRIPT));
        assertThat(version.find()).isTrue();
        return "%s-%s.jar".formatted(program, version.group(1));
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
