package dev.solera.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The lines between packages: standalone sees all that ships, so they are held here. */
@AnalyzeClasses(packages = "dev.solera", importOptions = DoNotIncludeTests.class)
class PackageRulesTest {

    private static final String[] CORE = {
        "dev.solera.definition..",
        "dev.solera.engine..",
        "dev.solera.layer..",
        "dev.solera.encoder..",
        "dev.solera.objective..",
        "dev.solera.pipeline..",
        "dev.solera.activation..",
        "dev.solera.stream..",
        "dev.solera.learning..",
        "dev.solera.checkpoint..",
        "dev.solera.onnx..",
        "dev.solera.export..",
        "dev.solera.snapshot..",
        "dev.solera.storage..",
        "dev.solera.command.."
    };

    private static final String[] SERVICES = {
        "dev.solera.ingest..", "dev.solera.module..", "dev.solera.probe..", "dev.solera.gateway.."
    };

    private static final String[] SPRING = {"org.springframework..", "io.micrometer..", "jakarta.."};

    @ArchTest
    static final ArchRule SHOULD_KEEP_THE_DEFINITION_FREE_OF_EVERYTHING_ELSE = noClasses()
            .that()
            .resideInAPackage("dev.solera.pipeline..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.solera.activation..",
                    "dev.solera.stream..",
                    "dev.solera.learning..",
                    "dev.solera.checkpoint..",
                    "dev.solera.service..",
                    "org.apache.kafka..",
                    "ai.djl..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_ACTIVATIONS_FREE_OF_KAFKA_AND_ENGINE = classes()
            .that()
            .resideInAPackage("dev.solera.activation..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.solera.activation..",
                    "dev.solera.definition..",
                    "dev.solera.pipeline..",
                    "dev.solera.storage..",
                    "java..",
                    "tools.jackson..",
                    "com.fasterxml.jackson.annotation..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_LEARNING_FREE_OF_KAFKA = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.solera.layer..",
                    "dev.solera.encoder..",
                    "dev.solera.objective..",
                    "dev.solera.learning..",
                    "dev.solera.checkpoint..",
                    "dev.solera.snapshot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "dev.solera.stream..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_STREAMS_FREE_OF_THE_ENGINE = noClasses()
            .that()
            .resideInAnyPackage("dev.solera.stream..", "dev.solera.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", "dev.solera.engine..", "dev.solera.encoder..", "dev.solera.learning..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_ENGINE_INTERNALS_IN_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.solera.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl.pytorch..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_THE_FORMAT_OF_ONNX_IN_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.solera.onnx..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnx.proto..", "org.tribuo..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_PROTOBUF_WHERE_FORMATS_ARE_MADE_OF_IT = noClasses()
            .that()
            .resideOutsideOfPackages("dev.solera.onnx..", "dev.solera.gateway.inference..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.protobuf..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_INFERENCE_AND_THE_GALLERY_FREE_OF_EACH_OTHER = slices().matching(
                    "dev.solera.gateway.(inference|embedding)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule SHOULD_KEEP_MODELS_FREE_OF_THOSE_WHO_ASK_THEM = noClasses()
            .that()
            .resideInAnyPackage("dev.solera.gateway.model..", "dev.solera.gateway.snapshot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.solera.gateway.inference..",
                    "dev.solera.gateway.upload..",
                    "dev.solera.gateway.gallery..",
                    "dev.solera.gateway.label..",
                    "dev.solera.gateway.embedding..",
                    "dev.solera.gateway.live..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_EXPORT_FREE_OF_KAFKA_AND_ENGINE = noClasses()
            .that()
            .resideInAnyPackage("dev.solera.onnx..", "dev.solera.export..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "dev.solera.stream..", "dev.solera.engine..", "ai.djl..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_SPRING_OUT_OF_CORE = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SPRING);

    @ArchTest
    static final ArchRule SHOULD_KEEP_CORE_AND_KIT_FREE_OF_SERVICES = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .or()
            .resideInAnyPackage("dev.solera.service..", "dev.solera.media..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVICES);

    @ArchTest
    static final ArchRule SHOULD_KEEP_MEDIA_FREE_OF_STREAMS_ENGINE_AND_SPRING = classes()
            .that()
            .resideInAPackage("dev.solera.media..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.solera.media..",
                    "dev.solera.definition..",
                    "dev.solera.pipeline..",
                    "java..",
                    "javax.imageio..",
                    "org.bytedeco..",
                    "com.twelvemonkeys..",
                    "com.drew..",
                    "com.github.psambit9791..",
                    "org.apache.commons.math3..",
                    "com.github.benmanes.caffeine..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_SERVICES_FREE_OF_EACH_OTHER = slices().matching(
                    "dev.solera.(ingest|module|probe|gateway)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule SHOULD_KEEP_THE_LIVE_RUN_AND_INFERENCE_FREE_OF_EACH_OTHER = noClasses()
            .that()
            .resideInAnyPackage("dev.solera.gateway.live..", "dev.solera.gateway.command..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.solera.gateway.snapshot..",
                    "dev.solera.gateway.model..",
                    "dev.solera.gateway.inference..",
                    "dev.solera.gateway.embedding..");

    @ArchTest
    static final ArchRule SHOULD_HAVE_NO_CYCLES_BETWEEN_PACKAGES =
            slices().matching("dev.solera.(**)").should().beFreeOfCycles();
}
