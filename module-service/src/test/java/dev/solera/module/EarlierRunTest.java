package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Safetensors;
import dev.solera.activation.Sample;
import dev.solera.checkpoint.EarlierParameters;
import dev.solera.checkpoint.ParameterFile;
import dev.solera.checkpoint.Provenance;
import dev.solera.encoder.Parameter;
import dev.solera.engine.ComputeDevice;
import dev.solera.learning.Beginning;
import dev.solera.learning.LearningModule;
import dev.solera.learning.LockStepLoop;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.publisher.ActivationPublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** What a module takes over from an earlier run is read once. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class EarlierRunTest {

    private final String brokers;

    @TempDir
    private Path folder;

    EarlierRunTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @Test
    void shouldGoOnFromWhatItBeganWithWhenItDiesBeforeItsFirstStepAndTheFilesAreOthersThen() throws Exception {
        // given a service that has begun and has seen nothing
        PipelineDefinition pipeline = TestRun.oneModule(folder.resolve("pipeline.yaml"), "begun", "1e-3");
        writeEarlier(pipeline, 1);
        Beginning began = EarlierParameters.read("from", folder.resolve("earlier"), pipeline, ModuleRange.of(1));
        try (ConfigurableApplicationContext service = service()) {
            await().atMost(Duration.ofSeconds(60)).until(this::hasCheckpoint);
            FileSystemUtils.copyRecursively(folder.resolve("checkpoints"), folder.resolve("died"));
        }

        // when it died there
        FileSystemUtils.deleteRecursively(folder.resolve("checkpoints"));
        Files.move(folder.resolve("died"), folder.resolve("checkpoints"));
        writeEarlier(pipeline, 2);
        List<Sample> input = TestRun.samples(pipeline, 4 * 5, 0);
        try (ConfigurableApplicationContext source = TestRun.start(
                        brokers,
                        TestRun.SourceApplication.class,
                        WebApplicationType.NONE,
                        folder.resolve("pipeline.yaml"));
                ConfigurableApplicationContext service = service();
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0)) {
            TestRun.publish(publisher, input, 1);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.exists(folder.resolve("modules/1.safetensors"))
                            && Safetensors.read(folder.resolve("modules/1.safetensors"))
                                    .metadata()
                                    .get("step")
                                    .equals("5"));
        }

        // then
        Safetensors trained = Safetensors.read(folder.resolve("modules/1.safetensors"));
        try (LockStepLoop oracle = new LockStepLoop(pipeline, began, ComputeDevice.CPU)) {
            oracle.run(input, top -> {});
            oracle.trainer(1)
                    .module()
                    .parameters()
                    .forEach((name, parameter) ->
                            assertThat(trained.tensor(name).floats()).as(name).isEqualTo(parameter.values()));
        }
    }

    @Test
    void shouldRefuseToBeginWithTheFilesThatItWrites() {
        var checkpointing = new ModuleProperties.Checkpointing(folder, 1, Duration.ofSeconds(1), 1);

        assertThatThrownBy(() -> new ModuleProperties(
                        "1", "cpu", Path.of("modules"), "./modules/", Duration.ofMinutes(1), checkpointing))
                .hasMessage(
                        "solera.module.from is ./modules/; allowed: another folder than solera.module.output, where the"
                                + " modules' own parameters are written");
    }

    private void writeEarlier(PipelineDefinition pipeline, long seed) throws IOException {
        PipelineDefinition other = PipelineDefinitions.parse(
                PipelineDefinitions.format(pipeline).replaceFirst("(?m)^seed: .*", "seed: 7" + seed));
        try (LearningModule module = LearningModule.initial(other, 1)) {
            Map<String, Parameter> parameters = module.parameters();
            ParameterFile.write(
                    ParameterFile.of(folder.resolve("earlier"), 1),
                    parameters,
                    new Provenance("earlier", other, ModuleRange.of(1)));
        }
    }

    private boolean hasCheckpoint() throws IOException {
        if (!Files.isDirectory(folder.resolve("checkpoints"))) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder.resolve("checkpoints"))) {
            return files.anyMatch(file -> file.toString().endsWith(".checkpoint"));
        }
    }

    private ConfigurableApplicationContext service() {
        return TestRun.start(
                brokers,
                ModuleServiceApplication.class,
                WebApplicationType.NONE,
                folder.resolve("pipeline.yaml"),
                "solera.module.number=1",
                "solera.module.from=" + folder.resolve("earlier"),
                "solera.module.output=" + folder.resolve("modules"),
                "solera.module.checkpoint.folder=" + folder.resolve("checkpoints"));
    }
}
