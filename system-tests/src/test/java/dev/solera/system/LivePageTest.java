package dev.solera.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.harness.process.ProcessSettings;
import dev.solera.harness.process.ProcessStack;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.synthetic.SyntheticSpeech;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The live page in a real browser, on a run of processes that goes on for as long as it is looked at. Pictures of it, at both
 * sizes and in both schemes, are in {@code target/pictures} afterwards.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LivePageTest {

    private static final String TOKEN = "s3cret";
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final int RATE = 8000;
    private static final String STEP = "#line .stage:nth-child(2) .facts dd:nth-of-type(2)";

    private static final String SECOND = "#line .stage:nth-child(3) .health .chip";
    private static final String PAUSE_SECOND = "#line .stage:nth-child(3) .health button";

    private static final PipelineDefinition PIPELINE = PipelineDefinitions.parse("""
            pipeline: looked-at
            input: {kind: audio, sample-rate: 8000, window: 2560}
            batch: 8
            learning-rate: 1e-3
            seed: 3
            loss: {prediction-steps: 4, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 16, kernel: 10, stride: 5, padding: 2}]
                loss: {windowed: true}
              - encoder: [{channels: 16, kernel: 8, stride: 4, padding: 2}]
              - encoder: [{channels: 16, kernel: 4, stride: 2, padding: 1}]
            """);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private ProcessStack stack;
    private Browser browser;

    @BeforeAll
    void start() throws Exception {
        assumeTrue(Browser.isThere(), "there is no Chromium with its driver: the live page is not looked at");
        stack = new ProcessStack(new ProcessSettings(
                PIPELINE,
                "looked-at",
                Map.of("solera.gateway.token", TOKEN),
                Map.of("solera.ingest.source", SyntheticSpeech.NAME, "solera.ingest.steps", 1_000_000),
                Map.of(),
                Set.of(ProcessSettings.Listener.PROBE, ProcessSettings.Listener.GATEWAY),
                SmallRun.options(),
                Map.of(),
                folder.resolve("run")));
        stack.processes().forEach(process -> process.start(List.of()));
        browser = Browser.open();
        browser.size(1440, 1000);
    }

    @AfterAll
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void shouldAskForTheTokenAndShowNothingWithoutIt() {
        // when
        openOnceItAnswers();

        // then
        browser.await("#token-why", "bring its token");
        browser.await("#state-text", "Token needed");
        assertThat(browser.count("#line .stage")).isZero();
        browser.assertAccessible("asking for the token");

        // when
        enter("wrong");

        // then
        browser.await("#token-wrong", "does not know this token");
        assertThat(browser.count("#line .stage")).isZero();

        // when
        enter(TOKEN);

        // then
        browser.await("#state-text", "Training");
        browser.awaitPresence("#line .stage:nth-child(5)");
        assertThat(browser.count("#line .stage")).isEqualTo(5);
    }

    @Test
    @Order(2)
    void shouldShowHowModulesAdvanceAndWhatEachDepthKnows() {
        browser.awaitPresence("#accuracy-chart circle");
        browser.awaitChange(STEP);
        browser.awaitChange(STEP);
        browser.await("#line .stage:nth-child(2) .figure b", "%");
        browser.await("#line .stage:nth-child(4) .facts", "loss");
        assertThat(browser.text("#line .stage:nth-child(4) .facts")).doesNotContain("NaN");
        awaitInked("#losses");
        awaitInked("#flow");
        browser.await("#accuracy-note", "accuracy");
    }

    @Test
    @Order(3)
    void shouldKeepWhatIsLookedAtInTheAddressAndGoBackInTime() {
        // when
        browser.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: '2', bubbles: true}))");
        browser.run("const hand = document.getElementById('scrub'); hand.value = 300;"
                + " hand.dispatchEvent(new Event('input'))");

        // then
        browser.await("#notice", "earlier time");
        assertThat((String) browser.run("return location.search"))
                .contains("depth=2")
                .contains("at=");
        long then = step();
        browser.run("return new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))");
        assertThat(step()).isEqualTo(then);

        // when
        browser.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'l', bubbles: true}))");

        // then
        browser.awaitChange(STEP);
        assertThat(step()).isGreaterThan(then);
        assertThat((String) browser.run("return location.search")).doesNotContain("at=");
    }

    @Test
    @Order(4)
    void shouldKeepNobodyOutInBothSchemesAndAtBothSizes() throws Exception {
        for (String scheme : List.of("dark", "light")) {
            for (int width : new int[] {1440, 390}) {
                // when
                browser.size(width, 1000);
                browser.go(stack.gateway().resolve("/?depth=2&theme=" + scheme));
                browser.await("#state-text", "Training");
                browser.awaitPresence("#accuracy-chart circle");

                // then
                String which = scheme + "-" + width;
                browser.assertAccessible(which);
                assertThat(browser.overflows()).as(which).isFalse();
                browser.picture(PICTURES.resolve(which + ".png"));
            }
        }
        browser.size(1440, 1000);
    }

    @Test
    @Order(5)
    void shouldMoveTheLatentSpaceWithTheSnapshots() {
        browser.await("#latent-note", "samples at depth");
        awaitInked("#scatter");
        browser.awaitChange("#latent-note");
    }

    @Test
    @Order(6)
    void shouldSayWhatAFileIsTakenForAndWhereItLies() throws Exception {
        // given
        SyntheticSpeech speech = new SyntheticSpeech(PIPELINE.seed(), RATE);
        Recording heldOut = speech.recordings().stream()
                .filter(Recording::heldOut)
                .findFirst()
                .orElseThrow();
        Path file = wav(speech.read(heldOut.index()).samples());

        // when
        browser.find("#file").sendKeys(file.toString());

        // then
        browser.await("#answer-status", "heldout.wav");
        browser.awaitPresence("#answer .bars li");
        assertThat(browser.count("#answer .near li")).isEqualTo(5);
        Awaitility.await("the page says what the gateway says")
                .atMost(120, TimeUnit.SECONDS)
                .until(() -> browser.text("#answer .said").startsWith(taken(file)));
        browser.assertAccessible("an answer");

        // when
        Files.writeString(file, "this is no sound");
        browser.find("#file").sendKeys(file.toString());

        // then
        browser.await("#answer-status", "The file cannot be read as audio");
        assertThat(browser.count("#answer .bars")).isZero();
        browser.find("#ask-clear").click();
        assertThat(browser.text("#answer-status")).isEmpty();
    }

    /** The class that the gateway finds most probable, of the label that the page shows first. */
    private String taken(Path file) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(stack.gateway().resolve("/api/classify?depth=2"))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofFile(file))
                .build();
        JsonNode answer = JsonMapper.shared()
                .readTree(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body());
        String shown = browser.text("#answer h3");
        return answer.get("labels")
                .valueStream()
                .filter(label -> label.get("label").asString().equalsIgnoreCase(shown))
                .map(label -> label.at("/classes/0/class").asString())
                .findFirst()
                .orElse("none of " + answer);
    }

    private static Path wav(float[] samples) throws Exception {
        byte[] bytes = new byte[2 * samples.length];
        for (int i = 0; i < samples.length; i++) {
            short value = (short) Math.round(Math.max(-1, Math.min(1, samples[i])) * Short.MAX_VALUE);
            bytes[2 * i] = (byte) value;
            bytes[2 * i + 1] = (byte) (value >> 8);
        }
        Path file = folder.resolve("heldout.wav");
        AudioFormat format = new AudioFormat(RATE, Short.SIZE, 1, true, false);
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(bytes), format, samples.length),
                AudioFileFormat.Type.WAVE,
                file.toFile());
        return file;
    }

    @Test
    @Order(7)
    void shouldSayThatTheTokenIsRefusedAndAskForAnotherOne() {
        // when
        browser.run("sessionStorage.setItem('solera-token', 'of yesterday'); location.reload()");

        // then
        browser.await("#token-wrong", "does not know this token");
        browser.await("#state-text", "Token refused");

        // when
        browser.find("#token-cancel").click();

        // then
        browser.await("#token-open", "Enter token");
        assertThat(browser.text("#state-text")).isEqualTo("Token refused");
        browser.assertAccessible("a refused token");

        // when
        browser.find("#token-open").click();
        enter(TOKEN);

        // then
        browser.await("#state-text", "Training");
        assertThat(browser.text("#token-open")).isEmpty();
    }

    @Test
    @Order(8)
    void shouldRefuseCommandsWithoutTheToken() throws Exception {
        HttpRequest pause = HttpRequest.newBuilder(stack.gateway().resolve("/api/services/ingest/pause"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(pause, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    @Order(9)
    void shouldPauseAndResumeFromThePage() {
        // when
        browser.find("#pause").click();

        // then
        browser.await("#state-text", "Paused");
        browser.await("#notice", "ingest");

        // when
        browser.find("#pause").click();

        // then
        browser.await("#state-text", "Training");
        browser.awaitChange(STEP);
    }

    @Test
    @Order(10)
    void shouldComeBackByItselfWhenTheGatewayWasGone() throws Exception {
        // when
        stack.process(ProcessStack.GATEWAY).kill();

        // then
        browser.await("#state-text", "Disconnected");
        browser.await("#notice", "does not answer");

        // when
        stack.process(ProcessStack.GATEWAY).start(List.of());

        // then
        browser.await("#state-text", "Training");
        browser.awaitChange(STEP);
    }

    @Test
    @Order(11)
    void shouldSayWhichModuleIsGoneAndGoOnWhenItIsBack() throws Exception {
        // when
        stack.process("module-2").kill();

        // then
        browser.await("#notice", "Nothing is heard of module-2");
        browser.await("#state-text", "Gone quiet");

        // when
        stack.process("module-2").start(List.of());

        // then
        browser.await("#state-text", "Training");
        browser.awaitChange(STEP);
    }

    @Test
    @Order(12)
    void shouldStillLetAModuleGoOnThatWasPausedAndIsGone() throws Exception {
        // when
        browser.find(PAUSE_SECOND).click();
        browser.await(SECOND, "paused");
        stack.process("module-2").kill();

        // then
        browser.await(SECOND, "paused, gone quiet");
        browser.await(PAUSE_SECOND, "Resume");

        // when
        browser.find(PAUSE_SECOND).click();
        stack.process("module-2").start(List.of());

        // then
        browser.await(PAUSE_SECOND, "Pause");
        browser.await("#state-text", "Training");
        browser.awaitChange(STEP);
    }

    @Test
    @Order(13)
    void shouldSayThatNothingIsHeardWhenTheBrokerIsGoneAndGoOnWhenItIsBack() throws Exception {
        // when
        stack.process(ProcessStack.BROKER).kill();

        // then
        browser.await("#state-text", "Gone quiet");

        // when
        stack.process(ProcessStack.BROKER).start(List.of());

        // then
        browser.await("#state-text", "Training");
        browser.awaitChange(STEP);
    }

    /** The browser shows an error of its own until the gateway answers. */
    private void openOnceItAnswers() {
        await().atMost(120, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
            HttpRequest page = HttpRequest.newBuilder(stack.gateway()).build();
            return HttpClient.newHttpClient()
                            .send(page, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        });
        browser.go(stack.gateway());
    }

    private void enter(String token) {
        browser.find("#token").sendKeys(token);
        browser.find("#token-form [type=submit]").click();
    }

    private long step() {
        return Long.parseLong(browser.text(STEP).replace(",", ""));
    }

    /** Waits until something is drawn on a canvas. */
    private void awaitInked(String canvas) {
        await().atMost(120, TimeUnit.SECONDS).until(() -> (Boolean) browser.run(
                "const canvas = document.querySelector(arguments[0]);"
                        + " return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(value => value > 0)",
                canvas));
    }
}
