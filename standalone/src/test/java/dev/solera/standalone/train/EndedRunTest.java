package dev.solera.standalone.train;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.engine.ComputeDevice;
import dev.solera.gateway.snapshot.StackSnapshot;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.PictureCorpus;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.probe.feature.Features;
import dev.solera.standalone.command.SoleraCommand;
import dev.solera.standalone.export.RunExport;
import dev.solera.standalone.port.FreePort;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.serve.RunServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an ended run's folder gives: a model that tells what the run's table says, and tables of other recordings. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndedRunTest {

    private static final int FRAMES_OF_THE_PROBE = 16;

    /** No clip is longer than the window, so that every recording is one sample. */
    private static final String SOUND = """
            pipeline: heard
            input: {kind: audio, sample-rate: 8000, window: 22528}
            batch: 4
            learning-rate: 1e-3
            seed: 3
            wire: {precision: float32}
            loss: {prediction-steps: 2, sub-window: 16, negatives: {form: shared, count: 16, from: sequence}}
            modules:
              - encoder: [{channels: 24, kernel: 60, stride: 40, padding: 2}]
              - context: {hidden: 16}
            """;

    private static final String PICTURES = """
            pipeline: seen
            input: {kind: image, size: 16, channels: 3}
            batch: 4
            learning-rate: 1e-3
            seed: 3
            wire: {precision: float32}
            loss: {objective: vertical-info-nce, prediction-steps: 1, skip-rows: 0, negatives: {form: per-position, count: 4}}
            modules:
              - encoder:
                  - {layer: patches, size: 8, stride: 4}
                  - {layer: residual, block: basic, blocks: 1, width: 12, stride: 2}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Path sound;
    private Path pictures;

    @TempDir
    private Path folder;

    @BeforeAll
    void train(@TempDir Path runs) throws InterruptedException {
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        sound = runs.resolve("sound");
        pictures = runs.resolve("pictures");
        train(SOUND, ingest("synthetic:speech"), sound);
        train(PICTURES, ingest("synthetic:shapes"), pictures);
    }

    @BeforeEach
    void forgetWhatWasSaid() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    @AfterAll
    void behaveAsUsual() {
        System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
    }

    private static Map<String, Object> ingest(String source) {
        return Map.of("solera.ingest.source", source, "solera.ingest.steps", 8L, "solera.ingest.evaluation-limit", 150);
    }

    private static void train(String definition, Map<String, Object> ingest, Path folder) throws InterruptedException {
        var settings = new TrainSettings(
                PipelineDefinitions.parse(definition),
                List.of(ComputeDevice.CPU),
                ingest,
                Optional.empty(),
                folder,
                Optional.empty(),
                "test",
                List.of());
        TrainRun.begin(
                settings,
                new PrintWriter(new StringWriter()),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"1, speaker", "2, speaker", "1, phone", "2, phone"})
    void shouldHearInRecordingsWhatTheTableSays(int depth, String label) throws Exception {
        // given
        Path model = export(sound, "--depth", Integer.toString(depth), "--classifier", label);
        PipelineDefinition definition = PipelineDefinitions.parse(SOUND);
        SoundCorpus corpus = (SoundCorpus) corpus(definition, "synthetic:speech");
        Features features = new Features(definition.input(), FRAMES_OF_THE_PROBE, definition.seed());
        List<String> classes = corpus.labels().classes().get(label);

        // when
        long right = 0;
        long told = 0;
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model.toString())) {
            for (Sample sample : heldOut(definition, corpus, "synthetic:speech")) {
                Clip clip = corpus.read(sample.recording());
                assertThat(sample.valid()).isEqualTo(clip.length());
                String[] found = labels(session, inputs(clip));
                int[] labels = sample.labels().get(label);
                int[] asked = labels.length == 1 ? new int[1] : features.frames(sample, labels);
                for (int i : asked) {
                    told++;
                    right += found[i].equals(classes.get(labels[i])) ? 1 : 0;
                }
            }
        }

        // then
        requireAccuracy(sound, depth, label, right, told);
    }

    @Test
    void shouldSeeInPicturesWhatTheTableSays() throws Exception {
        // given
        Path model = export(pictures, "--classifier", "colour");
        PipelineDefinition definition = PipelineDefinitions.parse(PICTURES);
        PictureCorpus corpus = (PictureCorpus) corpus(definition, "synthetic:shapes");
        List<String> classes = corpus.labels().classes().get("colour");

        // when
        long right = 0;
        long told = 0;
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model.toString())) {
            for (Sample sample : heldOut(definition, corpus, "synthetic:shapes")) {
                String[] found = labels(session, inputs(corpus.read(sample.recording()), 16));
                told++;
                right += found[0].equals(classes.get(sample.labels().get("colour")[0])) ? 1 : 0;
            }
        }

        // then
        requireAccuracy(pictures, 1, "colour", right, told);
    }

    @Test
    void shouldSayWhatItComesFrom() throws Exception {
        // when
        Path model = export(sound, "--module", "2");

        // then
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model.toString())) {
            assertThat(session.getInputNames()).containsExactly("upstream");
            assertThat(session.getMetadata().getCustomMetadata())
                    .containsEntry("identity", Identity.of(PipelineDefinitions.parse(SOUND)))
                    .containsEntry("solera", "test")
                    .containsEntry("run", "main")
                    .containsEntry("data", "synthetic:speech")
                    .containsEntry("modules", "2")
                    .containsEntry("step", "8")
                    .containsEntry("samples", "32")
                    .containsKeys("engine", "cpu-features", "trained");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RUN --depth 0                           | --depth is 0; allowed: 1 to 2
            RUN --depth 3                           | --depth is 3; allowed: 1 to 2
            RUN --module 3                          | --module is 3; allowed: 1 to 2
            RUN --depth two                         | Invalid value for option '--depth': 'two'
            RUN --depth 1 --module 2                | are mutually exclusive
            RUN --module 2 --classifier speaker     | --classifier is speaker; allowed: without --module, as a classifier looks at what is recorded
            RUN --classifier colour                 | --classifier is colour; allowed: phone, speaker
            RUN/modules                             | which has no pipeline.yaml; allowed: the folder of a run that has ended
            RUN/none                                | which has no pipeline.yaml; allowed: the folder of a run that has ended
            """)
    void shouldRefuseInOneLineWhenTheCommandIsWrong(String arguments, String line) {
        // when
        int status = execute(
                (arguments.replace("RUN", sound.toString()) + " --out " + folder.resolve("model.onnx")).split(" "));

        // then
        requireRefused(status, line);
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"sound, synthetic:speech, speaker", "pictures, synthetic:shapes, colour"})
    void shouldMakeTheTableOfTheRunWhenItIsProbedOnTheRunsOwnRecordings(String which, String source, String label)
            throws IOException {
        // given
        Path run = which.equals("sound") ? sound : pictures;
        Path table = folder.resolve("table");

        // when
        int status = solera(
                "probe", run.toString(), "--data", source, "--evaluation-limit", "150", "--out", table.toString());

        // then encoded here, one by one, as there in batches: a sum that is rounded otherwise may turn a decision or
        // two over
        assertThat(status).as(err.toString()).isZero();
        List<String> expected = rows(run.resolve("accuracy.csv"), label);
        List<String> found = rows(table.resolve("accuracy.csv"), label);
        assertThat(found).hasSameSizeAs(expected).hasSizeGreaterThan(1);
        for (int i = 0; i < found.size(); i++) {
            assertSameRow(found.get(i).split(","), expected.get(i).split(","));
        }
        assertThat(out.toString())
                .contains("Held-out " + label + " accuracy by depth", "Results are in " + table)
                .startsWith("Probing " + run);
        assertThat(table.resolve("accuracy-by-depth.png")).isNotEmptyFile();
        assertThat(Files.readString(table.resolve("provenance.json")))
                .contains("\"origin\" : \"" + source + "\"", "\"run\" : \"" + run + "\"", "\"windows\" : ");
    }

    private static void assertSameRow(String[] found, String[] expected) {
        for (int cell : new int[] {0, 1, 5}) {
            assertThat(found[cell]).isEqualTo(expected[cell]);
        }
        for (int cell = 2; cell <= 4; cell++) {
            if (expected[cell].isEmpty()) {
                assertThat(found[cell]).isEmpty();
            } else {
                assertThat(Double.parseDouble(found[cell])).isCloseTo(Double.parseDouble(expected[cell]), within(0.02));
            }
        }
    }

    @Test
    void shouldLeaveTheRunsOwnTableAloneWhenItIsProbedOnOtherRecordings() throws IOException {
        // given four recordings of the run's kind, two of them held out
        Path others = Files.createDirectories(folder.resolve("others"));
        TinyRun.writeTones(others, List.of("low_0", "high_0", "low_1", "high_1"));
        String before = Files.readString(sound.resolve("accuracy.csv"));

        // when
        int status = solera(
                "probe",
                sound.toString(),
                "--data",
                others.toString(),
                "--labels",
                "(?<pitch>\\w+)_(?<take>\\d)",
                "--held-out",
                "take=1");

        // then
        assertThat(status).as(err.toString()).isZero();
        assertThat(Files.readString(sound.resolve("accuracy.csv"))).isEqualTo(before);
        try (var entries = Files.list(sound)) {
            Path table = entries.filter(entry -> entry.getFileName().toString().startsWith("probe-"))
                    .findFirst()
                    .orElseThrow();
            assertThat(rows(table.resolve("accuracy.csv"), "pitch")).hasSize(3);
        }
        assertThat(out.toString()).contains("of 2 held out");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RUN                                             | Missing required option: '--data=DIR|SOURCE'
            RUN/none --data synthetic                       | which has no pipeline.yaml; allowed: the folder of a run that has ended
            RUN --data synthetic:shapes                     | source is synthetic:shapes; allowed: a folder, or synthetic:speech
            RUN --data RUN/none                             | which is no folder; allowed: a folder of recordings
            RUN --data synthetic --out RUN                  | which holds something already; allowed: a new or an empty folder
            RUN --data synthetic --labels folder            | which has its own; allowed: with a folder
            """)
    void shouldRefuseInOneLineWhenProbingIsAskedForWrongly(String arguments, String line) {
        int status = solera(("probe " + arguments.replace("RUN", sound.toString())).split(" "));

        requireRefused(status, line);
    }

    @Test
    void shouldRefuseRecordingsWithoutLabels() throws IOException {
        Path others = Files.createDirectories(folder.resolve("others"));
        TinyRun.writeTones(others, List.of("a", "b", "c"));

        requireRefused(
                solera("probe", sound.toString(), "--data", others.toString(), "--held-out", "none"),
                "--labels give no recording of " + others + " a label; allowed: some that do");
    }

    /** As where files were copied from another run. */
    @Test
    void shouldRefuseProbesOfAnotherRunOrDepth() throws IOException {
        // given
        Path edited = folder.resolve("edited");
        copy(sound, edited);
        Files.copy(sound.resolve("probes/1.safetensors"), edited.resolve("probes/2.safetensors"), REPLACE_EXISTING);

        // then
        requireRefused(
                execute(
                        edited.toString(),
                        "--classifier",
                        "speaker",
                        "--out",
                        folder.resolve("model.onnx").toString()),
                "depth of " + edited.resolve("probes/2.safetensors") + " is 1; allowed: 2");
        forgetWhatWasSaid();
        Files.copy(pictures.resolve("probes/1.safetensors"), edited.resolve("probes/1.safetensors"), REPLACE_EXISTING);
        requireRefused(
                execute(
                        edited.toString(),
                        "--depth",
                        "1",
                        "--classifier",
                        "speaker",
                        "--out",
                        folder.resolve("model.onnx").toString()),
                "identity of " + edited.resolve("probes/1.safetensors") + " is ");
    }

    @Test
    void shouldRefuseAFileThatIsThereOrHasNoFolder() throws IOException {
        // given
        Path thesis = Files.writeString(folder.resolve("thesis.onnx"), "years of work");

        // then
        requireRefused(
                execute(sound.toString(), "--out", thesis.toString()),
                "--out is " + thesis + ", which exists already; allowed: a new file");
        assertThat(thesis).hasContent("years of work");
        forgetWhatWasSaid();
        Path lost = folder.resolve("none/model.onnx");
        requireRefused(
                execute(sound.toString(), "--out", lost.toString()),
                "--out is " + lost + "; allowed: a new file in a folder that there is");
        forgetWhatWasSaid();
        requireRefused(execute(sound.toString()), "Missing required option: '--out=FILE'");
    }

    @Test
    void shouldRefuseARunThatHasNotEndedOrWasEdited() throws IOException {
        // given
        Path edited = folder.resolve("edited");
        copy(sound, edited);
        Path provenance = edited.resolve("provenance.json");
        String ended = Files.readString(provenance);
        Files.writeString(provenance, ended.replace("\"finished\"", "\"stopped\""));

        // then
        requireRefused(export(edited), "is stopped; allowed: one that has ended");
        forgetWhatWasSaid();
        Files.writeString(provenance, ended);
        Files.copy(pictures.resolve("modules/1.safetensors"), edited.resolve("modules/3.safetensors"));
        Files.delete(edited.resolve("modules/1.safetensors"));
        Files.move(edited.resolve("modules/3.safetensors"), edited.resolve("modules/1.safetensors"));
        requireRefused(export(edited), "identity of " + edited.resolve("modules/1.safetensors"));
        forgetWhatWasSaid();
        Files.writeString(edited.resolve("modules/1.safetensors"), "years of work");
        requireRefused(export(edited), edited.resolve("modules/1.safetensors").toString());
        forgetWhatWasSaid();
        Files.delete(edited.resolve("modules/1.safetensors"));
        requireRefused(
                export(edited), "which has no modules/1.safetensors; allowed: the folder of a run that has ended");
    }

    private int export(Path run) {
        return execute(run.toString(), "--out", folder.resolve("model.onnx").toString());
    }

    private Path export(Path run, String... options) {
        Path model = folder.resolve("model.onnx");
        List<String> arguments = new ArrayList<>(List.of(run.toString(), "--out", model.toString()));
        arguments.addAll(Arrays.asList(options));
        assertThat(execute(arguments.toArray(String[]::new))).as(err.toString()).isZero();
        assertThat(out.toString().lines()).singleElement().asString().startsWith(model + " has module");
        return model;
    }

    private int execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of("export"));
        all.addAll(Arrays.asList(arguments));
        return solera(all.toArray(String[]::new));
    }

    private int solera(String... arguments) {
        CommandLine commandLine = SoleraCommand.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(arguments);
    }

    private void requireRefused(int status, String line) {
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(line);
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    private static Corpus corpus(PipelineDefinition definition, String source) {
        return properties(source).openCorpus(definition);
    }

    private static IngestProperties properties(String source) {
        return IngestSettings.check(new HashMap<>(ingest(source)));
    }

    private static List<Sample> heldOut(PipelineDefinition definition, Corpus corpus, String source) {
        IngestProperties properties = properties(source);
        var sequence = new SampleSequence(definition, corpus, properties.length(), properties.evaluationLimit());
        List<Sample> samples = new ArrayList<>();
        for (var next = sequence.next(); next.isPresent(); next = sequence.next()) {
            if (next.get().purpose() == Purpose.EVALUATE_HELD_OUT) {
                samples.add(next.get());
            }
        }
        return samples;
    }

    private static Map<String, OnnxTensor> inputs(Clip clip) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        return Map.of(
                "audio",
                        OnnxTensor.createTensor(
                                environment, FloatBuffer.wrap(clip.samples()), new long[] {1, 1, clip.length()}),
                "lengths",
                        OnnxTensor.createTensor(
                                environment, LongBuffer.wrap(new long[] {clip.length()}), new long[] {1}));
    }

    private static Map<String, OnnxTensor> inputs(Picture picture, int size) throws OrtException {
        int top = (picture.height() - size + 1) / 2;
        int left = (picture.width() - size + 1) / 2;
        float[] crop = new float[picture.channels() * size * size];
        IntStream.range(0, crop.length).forEach(i -> {
            int value = picture.value(i / size / size, top + i / size % size, left + i % size);
            crop[i] = (float) value / Picture.FULL;
        });
        return Map.of(
                "pictures",
                OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(crop), new long[] {
                    1, picture.channels(), size, size
                }));
    }

    /** Of the one clip, or of every frame of it. */
    private static String[] labels(OrtSession session, Map<String, OnnxTensor> inputs) throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            Object value = result.get("label").orElseThrow().getValue();
            return value instanceof String[][] frames ? frames[0] : (String[]) value;
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void shouldServeWhatItsModelGives(int depth) throws Exception {
        // given
        Path model = export(sound, "--depth", Integer.toString(depth));
        float[] clip = new float[6000];
        for (int i = 0; i < clip.length; i++) {
            clip[i] = (float) Math.sin(0.05 * i);
        }
        float[] expected = embedding(model, clip);

        // when
        int port = FreePort.of(0);
        HttpResponse<String> response;
        try (RunServer server = RunServer.start(RunFolder.ended(sound), port, FreePort.of(0))) {
            response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v2/models/stack-depth-%d/infer"
                                            .formatted(port, depth)))
                                    .POST(BodyPublishers.ofString("""
                                            {"inputs": [{"name": "audio", "datatype": "FP32", "shape": [1, 1, 6000], "data": %s}]}
                                            """.formatted(Arrays.toString(clip))))
                                    .build(),
                            BodyHandlers.ofString());
        }

        // then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode data = JsonMapper.shared().readTree(response.body()).at("/outputs/0/data");
        assertThat(data).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(data.get(i).floatValue()).isCloseTo(expected[i], within(1e-4f));
        }
    }

    @Test
    void shouldServeTheProbesOfItsTableWithTheNamesOfTheirClasses() throws Exception {
        StackSnapshot snapshot = new RunExport(RunFolder.ended(sound)).snapshot();

        assertThat(snapshot.classifiers()).hasSize(snapshot.modules().size());
        assertThat(snapshot.classifiers().get(1))
                .isNotEmpty()
                .allSatisfy(probe ->
                        assertThat(snapshot.classes().get(probe.label())).containsAll(probe.classes()));
    }

    @Test
    void shouldTellWhatTheRunHasWrittenDownWhenItIsServed() throws Exception {
        // given
        int port = FreePort.of(0);
        long steps = Files.readAllLines(sound.resolve("metrics.csv")).stream()
                .filter(row -> row.split(",")[1].equals("1"))
                .count();

        // when
        try (RunServer server = RunServer.start(RunFolder.ended(sound), port, FreePort.of(0))) {

            // then
            await().atMost(1, TimeUnit.MINUTES)
                    .until(() -> asked(port, "/api/run").get("state").asString().equals("FINISHED"));
            assertThat(asked(port, "/api/modules/1").at("/newest/step").asLong())
                    .isEqualTo(steps)
                    .isPositive();
            assertThat(asked(port, "/api/probes").at("/labels/0/rows").size()).isGreaterThan(2);
        }
    }

    private static JsonNode asked(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return JsonMapper.shared()
                .readTree(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body());
    }

    private static float[] embedding(Path model, float[] clip) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(model.toString());
                OnnxTensor audio =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(clip), new long[] {1, 1, clip.length});
                OnnxTensor lengths = OnnxTensor.createTensor(
                        environment, LongBuffer.wrap(new long[] {clip.length}), new long[] {1});
                OrtSession.Result result = session.run(Map.of("audio", audio, "lengths", lengths))) {
            return ((float[][]) result.get("embedding").orElseThrow().getValue())[0];
        }
    }

    private static List<String> rows(Path file, String label) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.contains("," + label + ","))
                .toList();
    }

    private static void requireAccuracy(Path run, int depth, String label, long right, long told) throws IOException {
        String row = Files.readAllLines(run.resolve("accuracy.csv")).stream()
                .filter(line -> line.startsWith(depth + "," + label + ","))
                .findFirst()
                .orElseThrow();
        String[] cells = row.split(",");
        assertThat(told).as(row).isEqualTo(Long.parseLong(cells[5]));
        assertThat((double) right / told).as(row).isCloseTo(Double.parseDouble(cells[2]), within(1e-4));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
