package dev.solera.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * The lines between modules, as their poms draw them: {@link PackageRulesTest} sees only the modules that standalone is made
 * of, and none that is made of standalone.
 */
class ModuleRulesTest {

    private static final Path ROOT = Path.of("..");
    private static final String OWN = "dev.solera";

    private static final Set<String> SERVICES = Set.of("ingest-service", "module-service", "probe-service", "gateway");

    /** What proves and measures; none of it is in an image or in the command line's jar. */
    private static final Set<String> HARNESSES = Set.of("harness", "system-tests", "fuzz-tests", "helm", "benchmarks");

    private static final Set<String> TEST_LIBRARIES = Set.of("awaitility", "archunit-junit5", "assertj-core");

    private final XPath xpath = XPathFactory.newInstance().newXPath();
    private final List<String> modules = new ArrayList<>();
    private final List<Dependency> dependencies = new ArrayList<>();

    /** A module's dependency on another or on a library. */
    private record Dependency(
            String module, String group, String artifact, String classifier, String type, String scope) {

        boolean isOn(Set<String> artifacts) {
            return group.equals(OWN) && artifacts.contains(artifact);
        }

        String name() {
            return group + ":" + artifact + ":" + classifier;
        }

        boolean ships() {
            return !HARNESSES.contains(module) && !scope.equals("test");
        }
    }

    @BeforeEach
    void read() throws Exception {
        for (Node module : nodes(pom("."), "/project/modules/module")) {
            modules.add(module.getTextContent());
        }
        for (String module : modules) {
            for (Node dependency : nodes(pom(module), "/project/dependencies/dependency")) {
                dependencies.add(new Dependency(
                        module,
                        xpath.evaluate("groupId", dependency),
                        xpath.evaluate("artifactId", dependency),
                        xpath.evaluate("classifier", dependency),
                        xpath.evaluate("type", dependency),
                        xpath.evaluate("scope", dependency)));
            }
        }
    }

    @Test
    void shouldKnowEveryModuleThatThereIs() {
        Stream<String> shipped =
                Stream.concat(Stream.of("core", "service-kit", "media", "standalone"), SERVICES.stream());

        assertThat(modules)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(shipped, HARNESSES.stream()).toList());
        assertThat(dependencies).extracting(Dependency::module).contains(modules.toArray(String[]::new));
    }

    /** Helpers of its tests others may have. */
    @Test
    void shouldLetNobodyButTheHarnessDependOnStandalone() {
        assertThat(dependencies)
                .filteredOn(dependency -> dependency.isOn(Set.of("standalone"))
                        && !dependency.type().equals("test-jar"))
                .extracting(Dependency::module)
                .containsExactly("harness");
    }

    @Test
    void shouldKeepServicesFreeOfEachOther() {
        assertThat(dependencies)
                .filteredOn(dependency -> SERVICES.contains(dependency.module()))
                .noneMatch(dependency -> dependency.isOn(SERVICES));
    }

    /** Maven takes the nearest scope: what is only for a module's tests is missing at run time to what it depends on. */
    @Test
    void shouldLeaveInPlaceWhatItsOwnModulesNeedAtRunTime() {
        for (String module : modules) {
            Set<String> needed = needed(module);
            assertThat(dependencies)
                    .as("dependencies of %s for its tests alone", module)
                    .filteredOn(dependency -> dependency.module().equals(module)
                            && dependency.scope().equals("test")
                            && !dependency.type().equals("test-jar"))
                    .extracting(Dependency::name)
                    .noneMatch(needed::contains);
        }
    }

    /** What the modules that a module is made of need at run time, directly or through others. */
    private Set<String> needed(String module) {
        Set<String> needed = new HashSet<>();
        for (Dependency dependency : dependencies) {
            if (dependency.module().equals(module)
                    && dependency.group().equals(OWN)
                    && !dependency.scope().equals("test")) {
                needed.addAll(needed(dependency.artifact()));
                dependencies.stream()
                        .filter(own -> own.module().equals(dependency.artifact()))
                        .filter(own -> !own.scope().equals("test"))
                        .map(Dependency::name)
                        .forEach(needed::add);
            }
        }
        return needed;
    }

    @Test
    void shouldShipNothingThatDependsOnAHarness() {
        assertThat(dependencies)
                .filteredOn(Dependency::ships)
                .noneMatch(dependency -> dependency.isOn(HARNESSES))
                .noneMatch(dependency -> dependency.type().equals("test-jar"))
                .noneMatch(dependency -> TEST_LIBRARIES.contains(dependency.artifact())
                        || dependency.group().startsWith("org.junit")
                        || dependency.artifact().contains("-test"));
    }

    private Document pom(String module) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(module).resolve("pom.xml").toFile());
    }

    private List<Node> nodes(Document pom, String path) throws Exception {
        NodeList found = (NodeList) xpath.evaluate(path, pom, XPathConstants.NODESET);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            nodes.add(found.item(i));
        }
        return nodes;
    }
}
