package dev.solera.gateway;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.SoleraProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what is trained here: {@code GET /api/pipeline}. */
@RestController
class PipelineController {

    private final PipelineTopology topology;

    PipelineController(PipelineDefinition definition, SoleraProperties properties) {
        topology = PipelineTopology.of(definition, properties.run());
    }

    @GetMapping("/api/pipeline")
    PipelineTopology pipeline() {
        return topology;
    }
}
