package dev.solera.standalone.train;

import dev.solera.engine.ComputeDevice;
import dev.solera.gateway.GatewayApplication;
import dev.solera.ingest.IngestServiceApplication;
import dev.solera.ingest.corpus.Source;
import dev.solera.module.ModuleServiceApplication;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.ProbeApplication;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.stack.Service;
import dev.solera.standalone.stack.StackSettings;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The services of a training run: ingest, those of the modules as they are placed, probe, and the gateway where it is wanted. */
final class Services {

    static final String RUN = "main";
    static final String INGEST = "ingest";
    static final String GATEWAY = "gateway";
    private static final String PROBE = "probe";

    private Services() {}

    static StackSettings of(TrainSettings settings, Source source, RunFolder folder, String bootstrapServers) {
        PipelineDefinition definition = settings.definition();
        List<Service> services = new ArrayList<>();
        Set<String> ending = new HashSet<>(Set.of(INGEST, PROBE));
        services.add(new Service(INGEST, IngestServiceApplication.class, false, settings.ingest()));
        for (ModuleRange modules : definition.placement().services()) {
            services.add(module(modules, settings.device(), folder));
            ending.add(modules.service());
        }
        services.add(new Service(
                PROBE,
                ProbeApplication.class,
                false,
                Map.of("solera.probe.output", folder.probes().toString())));
        settings.gatewayPort()
                .ifPresent(port -> services.add(new Service(
                        GATEWAY,
                        GatewayApplication.class,
                        true,
                        Map.of(
                                "server.port",
                                port,
                                "solera.gateway.gallery.file",
                                folder.gallery().toString()))));
        return new StackSettings(
                services,
                Map.of("solera.run", RUN, "spring.kafka.bootstrap-servers", bootstrapServers),
                Map.of("pipelineDefinition", definition, "corpus", source),
                ending);
    }

    private static Service module(ModuleRange modules, ComputeDevice device, RunFolder folder) {
        String from = Files.isDirectory(folder.start()) ? folder.start().toString() : "";
        return new Service(
                modules.service(),
                ModuleServiceApplication.class,
                false,
                Map.of(
                        "solera.module.number",
                        modules.toString(),
                        "solera.module.device",
                        device.toString(),
                        "solera.module.output",
                        folder.modules().toString(),
                        "solera.module.from",
                        from,
                        "solera.module.checkpoint.folder",
                        folder.checkpoints().toString()));
    }
}
