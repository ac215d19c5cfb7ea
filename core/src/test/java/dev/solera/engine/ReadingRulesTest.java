package dev.solera.engine;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** How numbers come out of tensors. */
class ReadingRulesTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.solera");

    /** What DJL's own methods copy from a GPU stays with the tensor's manager: a module would leak a copy at every step. */
    @Test
    void shouldBeReadInOnePlaceWhereverTheTensorIs() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(TensorValues.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(LockedMemory.class.getName())
                .should()
                .callMethodWhere(target(owner(assignableTo(NDArray.class)))
                        .and(target(nameMatching(
                                "to\\w*Array|toByteBuffer|get(Float|Double|Int|Long|Byte|Uint8|Boolean)"))))
                .check(MAIN);
    }
}
