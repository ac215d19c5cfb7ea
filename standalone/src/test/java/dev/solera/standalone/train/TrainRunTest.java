package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Safetensors;
import dev.solera.engine.ComputeDevice;
import dev.solera.standalone.lock.FolderInUseException;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunProvenance;
import dev.solera.standalone.reproduce.Reproduction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.FileSystemUtils;

/** Runs that fail or are refused, and what is left of them to go on with. */
class TrainRunTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String CHECKPOINT_STEPS = "solera.module.checkpoint.steps";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeCheckpointsOften() {
        System.setProperty(CHECKPOINT_STEPS, "5");
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
    }

    @AfterEach
    void behaveAsUsual() {
        System.clearProperty(CHECKPOINT_STEPS);
        System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
    }

    @Test
    void shouldGoOnToTheSameBitsWhenItsBrokerDiedAndIsBack() throws Exception {
        // given an undisturbed run, and one whose topics are taken away; a broker looks at its folder every 5 s
        TinyRun run = new TinyRun(folder.resolve("recordings"), 12, 400);
        run.begin(folder.resolve("undisturbed"));
        Path failed = folder.resolve("failed");
        CompletableFuture<Void> running = inBackground(() -> {
            run.begin(failed);
            return null;
        });
        await().atMost(PATIENCE)
                .until(() -> Files.exists(failed.resolve("metrics.csv"))
                        && Files.size(failed.resolve("metrics.csv")) > 2_000);
        Files.move(failed.resolve("broker"), folder.resolve("away"));

        // when
        assertThat(running)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingRootCause()
                .withMessageStartingWith("broker: ")
                .withMessageContaining(failed.resolve("broker").toString());
        assertThat(provenance(failed).outcome()).startsWith("failed: broker: ");
        Files.move(folder.resolve("away"), failed.resolve("broker"));
        run.resume(failed);

        // then
        assertSameParameters(failed, folder.resolve("undisturbed"));
        assertThat(provenance(failed).outcome()).isEqualTo("finished");
        assertThat(failed.resolve("broker")).doesNotExist();
        assertThat(failed.resolve("checkpoints")).doesNotExist();
    }

    /** One module after the other, as when the second one is trained once the first has ended. */
    @Test
    void shouldTrainOneModuleOnWhenTheOthersAreFrozenAsAnEarlierRunLeftThem() throws Exception {
        // given
        Path earlier = folder.resolve("earlier");
        new TinyRun(folder.resolve("recordings"), 12, 20).begin(earlier);

        // when
        Path later = folder.resolve("later");
        new TinyRun(TinyRun.DEFINITION + "train: [2]", folder.resolve("recordings"), 12, 20).beginFrom(earlier, later);

        // then
        Safetensors before = Safetensors.read(earlier.resolve("modules/1.safetensors"));
        Safetensors frozen = Safetensors.read(later.resolve("modules/1.safetensors"));
        assertThat(frozen.names()).containsExactlyInAnyOrder("encoder.0.weight", "encoder.0.bias");
        for (String name : frozen.names()) {
            assertThat(frozen.tensor(name).floats())
                    .isEqualTo(before.tensor(name).floats());
        }
        assertThat(Safetensors.read(later.resolve("modules/2.safetensors"))
                        .tensor("context.weight_hh_l0")
                        .floats())
                .isNotEqualTo(Safetensors.read(later.resolve("start/2.safetensors"))
                        .tensor("context.weight_hh_l0")
                        .floats());
        FileSystemUtils.deleteRecursively(earlier);
        assertThat(new Reproduction(RunFolder.ended(later)).faults(ComputeDevice.CPU))
                .isEmpty();
    }

    @Test
    void shouldRefuseParametersOfAnEarlierRunWhenTheirLayersAreOthers() throws Exception {
        // given
        Path earlier = folder.resolve("earlier");
        new TinyRun(folder.resolve("recordings"), 12, 2).begin(earlier);
        TinyRun narrower = new TinyRun(
                TinyRun.DEFINITION.replace("channels: 16", "channels: 8"), folder.resolve("recordings"), 12, 2);
        Path later = folder.resolve("later");

        // when, then
        assertThatThrownBy(() -> narrower.beginFrom(earlier, later))
                .hasMessage(
                        "encoder.0.weight of module 1 in %s is [16, 1, 10]; allowed: [8, 1, 10], as the module has here"
                                .formatted(earlier.resolve("modules")));
        assertThatThrownBy(() -> narrower.beginFrom(folder.resolve("recordings"), later))
                .hasMessageStartingWith(
                        "--from is " + folder.resolve("recordings/modules") + ", whose 1.safetensors cannot be read (")
                .hasMessageEndingWith("); allowed: a folder with the parameter files of an earlier run, one a module");
        assertThat(later).doesNotExist();
    }

    /** The undisturbed run has every module by itself. */
    @ParameterizedTest
    @CsvSource({"'1,2', module-1", "1-2, module-1-2"})
    void shouldGoOnToTheBitsOfSoundRecordingsWhenTheLossWasNotFiniteAndTheRecordingIsMended(
            String placement, String service) throws Exception {
        // given a recording that no step survives
        TinyRun run = new TinyRun(folder.resolve("recordings"), 60, 40);
        var bad = run.lastMet();
        assertThat(bad.getValue()).isGreaterThan(8);
        run.begin(folder.resolve("sound"));
        run.writeTone(bad.getKey(), 1e37f);
        Path failed = folder.resolve("failed");
        assertThatThrownBy(() -> run.begin(failed, placement))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining(service + ": ")
                .hasMessageContaining("step " + bad.getValue())
                .hasMessageContaining("solera resume " + failed + " goes on");

        // when it is resumed too early
        assertThatThrownBy(() -> run.resume(failed)).hasMessageContaining("step " + bad.getValue());
        assertThat(provenance(failed).outcome()).startsWith("failed: " + service + ": ");

        // and when the cause is gone
        run.writeTone(bad.getKey(), 0.5f);
        run.resume(failed);

        // then
        assertSameParameters(failed, folder.resolve("sound"));
        assertThat(provenance(failed).outcome()).isEqualTo("finished");
    }

    @Test
    void shouldGoOnToTheBitsOfSoundRecordingsWhenALaterModuleFailedAndTheFirstHadLearnedFromTheBadOne()
            throws Exception {
        // given a recording that is another one to the first module, and too much for the second
        TinyRun run = new TinyRun(TinyRun.WIDE, folder.resolve("recordings"), 60, 60);
        var bad = run.lastMet();
        assertThat(bad.getValue()).isGreaterThan(8);
        run.begin(folder.resolve("sound"));
        run.writeTone(bad.getKey(), 0.9f, 1e25f);
        Path failed = folder.resolve("failed");
        assertThatThrownBy(() -> run.begin(failed))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("module-2: ")
                .hasMessageContaining("step " + bad.getValue());
        long learned = Files.readAllLines(failed.resolve("metrics.csv")).stream()
                .filter(row -> row.split(",")[1].equals("1"))
                .count();
        assertThat(learned).isGreaterThanOrEqualTo(bad.getValue());

        // when it is resumed too early
        assertThatThrownBy(() -> run.resume(failed)).hasMessageContaining("step " + bad.getValue());
        assertThat(provenance(failed).outcome()).startsWith("failed: module-2: ");

        // and when the cause is gone
        run.writeTone(bad.getKey(), 0.5f);
        run.resume(failed);

        // then
        assertSameParameters(failed, folder.resolve("sound"));
        assertThat(provenance(failed).outcome()).isEqualTo("finished");
    }

    @Test
    void shouldChangeNothingWhenItIsRefused() throws Exception {
        // given a run that failed
        TinyRun run = new TinyRun(folder.resolve("recordings"), 12, 12);
        Path failed = folder.resolve("failed");
        for (int number = 0; number < 12; number++) {
            run.writeTone(number, 1e37f);
        }
        assertThatThrownBy(() -> run.begin(failed)).isInstanceOf(RunFailedException.class);

        // when, then
        edited(
                failed.resolve("pipeline.yaml"),
                "seed: 1",
                "seed: 2",
                () -> assertRefused(run, failed, "seed in provenance.json is 1; allowed: 2, as pipeline.yaml has"));
        edited(
                failed.resolve("pipeline.yaml"),
                "batch: 4",
                "batch: 8",
                () -> assertRefused(run, failed, "identity in provenance.json is"));
        edited(
                failed.resolve("pipeline.yaml"),
                "modules:\n",
                "placement: \"1-2\"\nmodules:\n",
                () -> assertRefused(
                        run, failed, "placement in provenance.json is 1,2; allowed: 1-2, as pipeline.yaml"));
        edited(
                failed.resolve("provenance.json"),
                "\"seed\" : 1",
                "\"seed\" : 2",
                () -> assertRefused(run, failed, "seed in provenance.json is 2; allowed: 1, as pipeline.yaml has"));
        edited(
                failed.resolve("provenance.json"),
                "\"failed: ",
                "\"finished\", \"was\" : \"",
                () -> assertRefused(run, failed, "allowed"));
        Path another = folder.resolve("recordings/another.wav");
        Files.copy(folder.resolve("recordings/tone0.wav"), another);
        assertRefused(run, failed, "recordings were added, removed, relabelled");
        Files.delete(another);
        Files.move(failed.resolve("broker"), folder.resolve("away"));
        assertRefused(run, failed, "which has no broker");
        Files.move(folder.resolve("away"), failed.resolve("broker"));
        try (EarlierRun open = EarlierRun.open(failed)) {
            assertThat(open.hadGateway()).isFalse();
            assertThatThrownBy(() -> run.resume(failed))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
            assertThatThrownBy(() -> run.begin(failed)).hasMessageContaining("--out is " + failed);
        }

        // and it can be resumed when nothing is wrong any more
        for (int number = 0; number < 12; number++) {
            run.writeTone(number, 0.5f);
        }
        assertThatCode(() -> run.resume(failed)).doesNotThrowAnyException();
        assertRefused(run, failed, "is finished; allowed: one that was cut off or stopped, or has failed");
    }

    private static void assertRefused(TinyRun run, Path folder, String message) throws IOException {
        Map<Path, String> before = contents(folder);
        assertThatThrownBy(() -> run.resume(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThat(contents(folder)).isEqualTo(before);
    }

    private static void edited(Path file, String text, String other, ThrowingRunnable check) throws Exception {
        String original = Files.readString(file);
        assertThat(original).contains(text);
        Files.writeString(file, original.replace(text, other));
        check.run();
        Files.writeString(file, original);
    }

    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    /** Bit for bit, and from the same place; only how modules were placed may be another. */
    private static void assertSameParameters(Path run, Path other) throws IOException {
        for (String file : new String[] {"modules/1.safetensors", "modules/2.safetensors"}) {
            Safetensors found = Safetensors.read(run.resolve(file));
            Safetensors expected = Safetensors.read(other.resolve(file));
            assertThat(found.names()).isEqualTo(expected.names());
            for (String name : expected.names()) {
                assertThat(found.tensor(name).floats())
                        .as("%s, %s", file, name)
                        .isEqualTo(expected.tensor(name).floats());
            }
            assertThat(withoutPlacement(found)).isEqualTo(withoutPlacement(expected));
        }
    }

    private static Map<String, String> withoutPlacement(Safetensors file) {
        Map<String, String> metadata = new TreeMap<>(file.metadata());
        metadata.computeIfPresent("definition", (key, yaml) -> yaml.replaceFirst("placement: .*\\R", ""));
        return metadata;
    }

    private static RunProvenance provenance(Path run) {
        return RunProvenance.read(run.resolve("provenance.json"));
    }

    private static Map<Path, String> contents(Path folder) throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(file -> contents.put(file, digest(file)));
        }
        return contents;
    }

    private static String digest(Path file) {
        try {
            return Files.getLastModifiedTime(file) + " " + Arrays.hashCode(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompletableFuture<Void> inBackground(Callable<Void> work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        new Thread(
                        () -> {
                            try {
                                done.complete(work.call());
                            } catch (Exception e) {
                                done.completeExceptionally(e);
                            }
                        },
                        "run")
                .start();
        return done;
    }
}
