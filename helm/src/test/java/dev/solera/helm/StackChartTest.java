package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.service.KafkaBroker;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The rendered stack, started: the services' own programs with the variables and files that their containers get. */
@ExtendWith(KafkaBroker.class)
@Timeout(300)
class StackChartTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern STEPS =
            Pattern.compile("(?m)^solera_module_steps_total\\{module=\"1\",pipeline=\"one\"} [1-9]");

    private final Rendering rendering = new Row("one-module").rendering();
    private final List<ServiceProcess> started = new ArrayList<>();
    private final String brokers;

    @TempDir
    private Path folder;

    StackChartTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (ServiceProcess service : started) {
            service.close();
        }
    }

    @Test
    void shouldTrainWhenItIsStartedAsRendered() throws Exception {
        // when
        ServiceProcess ingest = start("ingest");
        ServiceProcess module = start("module-1");
        start("probe");
        ServiceProcess gateway = start("gateway");

        // then
        for (ServiceProcess service : started) {
            Container container = service.container();
            awaitAnswer(service, container.getStartupProbe(), "\"status\":\"UP\"");
            awaitAnswer(service, container.getLivenessProbe(), "\"status\":\"UP\"");
            awaitAnswer(service, container.getReadinessProbe(), "\"broker\":{");
        }
        for (ServiceProcess service : List.of(ingest, module)) {
            awaitAnswer(service, service.container().getReadinessProbe(), "\"state\":\"training\"");
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(module.answer("/actuator/prometheus").body())
                                .as(module::log)
                                .containsPattern(STEPS));
        assertThat(gateway.answer("/api/pipeline").body()).contains("solera.one.activations.1");
        assertTestPasses(gateway, module);
    }

    private ServiceProcess start(String component) throws IOException, URISyntaxException {
        ServiceProcess service = ServiceProcess.start(
                rendering.workload(Chart.RELEASE + "-solera-" + component),
                rendering,
                brokers,
                folder.resolve(component));
        started.add(service);
        return service;
    }

    /** What {@code helm test} would run in a pod. */
    private void assertTestPasses(ServiceProcess gateway, ServiceProcess module) throws Exception {
        // given
        String open = gateway.address().orElseThrow();
        String trained = "1=" + module.address().orElseThrow();
        Container container = rendering
                .workload(Chart.RELEASE + "-solera-every-module-trains")
                .container();
        List<String> command = new ArrayList<>(container.getCommand());
        for (String argument : container.getArgs()) {
            command.add(argument.replaceFirst("^.*-gateway:\\d+$", open)
                    .replaceFirst("^1=.*-module-1-0\\..*:\\d+$", trained));
        }
        assertThat(command).contains(open, trained);

        // when
        Process test = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(test.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // then
        assertThat(test.waitFor()).as(output).isZero();
        assertThat(output).contains("module 1 trains, ");
    }

    private static void awaitAnswer(ServiceProcess service, Probe probe, String text) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            ServiceProcess.Answer answer = service.answer(probe);
            assertThat(answer.body()).as(service::log).contains(text);
            assertThat(answer.status()).as(service::log).isEqualTo(200);
        });
    }
}
