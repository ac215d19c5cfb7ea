package dev.solera.learning;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may not be done to what gradients flow through. */
class GradientRulesTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.solera");

    /**
     * DJL makes a tensor of the number and gives it up at once, though the backward pass reads it: by then its memory may be somebody
     * else's ({@link CollectedGarbageTest}).
     */
    @ParameterizedTest
    @ValueSource(strings = {"mul", "div", "pow"})
    void shouldNotTakeNumbersIntoProductsWhenGradientsFlow(String operation) {
        noClasses()
                .that()
                .resideInAnyPackage("dev.solera.encoder..", "dev.solera.layer..", "dev.solera.objective..")
                .should()
                .callMethod(NDArray.class, operation, Number.class)
                .check(MAIN);
    }
}
