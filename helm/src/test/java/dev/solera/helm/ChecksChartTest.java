package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every check sees what it is there for: a good manifest with one thing broken. */
class ChecksChartTest {

    private static final Set<String> OUTSIDE = Set.of("registry", "login-{component}", "certificate");

    private final String good;

    ChecksChartTest() throws IOException {
        good = Files.readString(Path.of("src/test/resources/good.yaml"));
    }

    @Test
    void shouldHaveNothingToComplainOfWhenNothingIsBroken() {
        Rendering rendering = Rendering.of(good);

        assertThat(Stream.of(
                                new PodSecurity(),
                                new SafeDefaults(),
                                new Names(),
                                new Selectors(),
                                new Ports(),
                                new References(OUTSIDE),
                                new NetworkPolicies(),
                                new Monitors(),
                                new Environment())
                        .flatMap(check -> check.complaints(rendering).stream()))
                .isEmpty();
    }

    @Test
    void shouldFailStrictLintWhenATemplateIsOutOfDate(@TempDir Path folder) throws IOException {
        Chart chart = Chart.SOLERA.copyWith(new Row("broker").file(), folder.resolve("solera"));
        Files.writeString(chart.path().resolve("templates/old.yaml"), """
                apiVersion: extensions/v1beta1
                kind: Ingress
                metadata: {name: old}
                """);

        assertThat(chart.lint()).anySatisfy(line -> assertThat(line).contains("templates/old.yaml", "deprecated"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicas: 1                     | replica: 1                       | replica
            serviceName: modules            | serviceName: 7                   | module
            value: "1"                      | value: 1                         | coerce Integer value (1)
            value: "false"                  | value: false                     | coerce Boolean value
            replicas: 1                     | replicas: "1"                    | coerce String value ("1")
            name: module-service            | nam: module-service              | nam
            clusterIP: None                 | clusterIp: None                  | clusterIp
            maxUnavailable: 1               | maxUnavailable: {}               | PodDisruptionBudget
            pathType: Prefix                | pathtype: Prefix                 | pathtype
            podSelector:                    | pods:                            | pods
            apiVersion: policy/v1           | apiVersion: policy/v1beta1       | allowed kinds
            expr: up == 0                   | severity: page                   | spec/groups/*/rules/*/expr is missing
            targetLabel: job                | target: job                      | target
            path: /actuator/prometheus      | paths: /actuator/prometheus      | paths
            partitions: 1                   | partition: 1                     | spec/partitions is missing
            operations: [Read]              | operation: Read                  | spec/authorization/acls/*/operations is missing
            maxUnavailable: 1               | {maxUnavailable: 1               | MarkedYAMLException
            maxUnavailable: 1               | selector: {}                     | Duplicate field 'selector'
            data:                           | datas:                           | datas
            """)
    void shouldRefuseADocumentWhenKubernetesWould(String from, String to, String complaint) {
        assertThatThrownBy(() -> broken(from, to)).hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            runAsNonRoot: true              | runAsNonRoot: false                  | runAsNonRoot is not true in container
            runAsUser: 10001                | runAsUser: 0                         | runAsUser is 0
            type: RuntimeDefault            | type: Unconfined                     | seccompProfile is neither
            seccompProfile:                 | appArmorProfile:                     | seccompProfile is neither
            runAsUser: 10001                | appArmorProfile: {type: Unconfined}  | appArmorProfile is Unconfined
            runAsUser: 10001                | seLinuxOptions: {user: root}         | seLinuxOptions are not allowed
            runAsUser: 10001                | windowsOptions: {hostProcess: true}  | hostProcess is true
            runAsUser: 10001                | sysctls: [{name: kernel.msgmax, value: "1"}] | a sysctl is not one of the safe ones
            enableServiceLinks: false       | hostNetwork: true                    | hostNetwork is true
            enableServiceLinks: false       | hostPID: true                        | hostPID is true
            enableServiceLinks: false       | hostIPC: true                        | hostIPC is true
            allowPrivilegeEscalation: false | privileged: true                     | privileged is true in container
            allowPrivilegeEscalation: false | runAsGroup: 1                        | allowPrivilegeEscalation is not false
            allowPrivilegeEscalation: false | procMount: Unmasked                  | procMount is not Default
            allowPrivilegeEscalation: false | runAsUser: 0                         | runAsUser is 0 in container
            allowPrivilegeEscalation: false | runAsNonRoot: false                  | runAsNonRoot is not true
            drop: [ALL]                     | drop: [NET_RAW]                      | capabilities do not drop ALL
            drop: [ALL]                     | drop: [ALL], add: [SYS_TIME]         | capabilities are added
            capabilities: {drop: [ALL]}     | runAsGroup: 1                        | capabilities do not drop ALL
            containerPort: 8080             | containerPort: 8080, hostPort: 8080  | a port of the host is used
            port: http}                     | port: http, host: example.org}       | a probe or hook names a host
            configMap: {name: definition}   | hostPath: {path: /}                  | volume definition is of a kind
            """)
    void shouldComplainWhenAPodIsLessThanRestricted(String from, String to, String complaint) {
        assertModulesComplaint(complaint, complaints(new PodSecurity(), from, to));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            automountServiceAccountToken: false | automountServiceAccountToken: true | automountServiceAccountToken is not false
            enableServiceLinks: false           | hostUsers: false                   | enableServiceLinks is not false
            terminationGracePeriodSeconds: 45   | terminationGracePeriodSeconds: 30  | no longer than a last checkpoint
            terminationGracePeriodSeconds: 45   | hostUsers: false                   | no longer than a last checkpoint
            readOnlyRootFilesystem: true        | readOnlyRootFilesystem: false      | readOnlyRootFilesystem is not true
            cpu: 100m, memory: 256Mi            | cpu: 100m                          | memory and cpu are not both requested
            cpu: 100m, memory: 256Mi            | memory: 256Mi                      | memory and cpu are not both requested
            limits: {memory: 512Mi}             | limits: {cpu: "1"}                 | memory has no limit
            limits: {memory: 512Mi}             | limits: {memory: 128Mi}            | more memory is requested than allowed
            """)
    void shouldComplainWhenADefaultIsUnsafe(String from, String to, String complaint) {
        assertModulesComplaint(complaint, complaints(new SafeDefaults(), from, to));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name: door                 | name: Door                    | Ingress Door: name Door is not valid
            name: modules              | name: 1modules                | Service 1modules: name 1modules is not valid
            name: budget               | name: -budget                 | PodDisruptionBudget -budget: name -budget is not valid
            name: broker               | name: a23456789-123456789-123456789-123456789-123456789-123 | StatefulSet a23456789
            name: broker               | name: module                  | StatefulSet module: is there twice
            labels: {app: good}        | labels: {app: good, a/b/c: d} | label a/b/c is not valid
            labels: {app: good}        | labels: {app: good, b: "c/d"} | value of label b c/d is not valid
            pipeline.yaml:             | pipeline/yaml:                | ConfigMap definition: key pipeline/yaml is not valid
            name: http, containerPort  | name: actuator-endpoint, containerPort | container port actuator-endpoint is not valid
            name: module-service       | name: module_service          | container module_service is not valid
            name: JDK_JAVA_OPTIONS     | name: JDK-JAVA                | variable JDK-JAVA is not valid
            name: JDK_JAVA_OPTIONS     | name: SOLERA_PIPELINE         | variable SOLERA_PIPELINE is there twice
            name: state}               | name: secrets}                | volume secrets is there twice
            """)
    void shouldComplainWhenANameIsNotValid(String from, String to, String complaint) {
        assertComplaint(complaint, complaints(new Names(), from, to));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            matchLabels: {app: kafka}  | matchLabels: {app: other}      | StatefulSet broker: selects pods of [] instead
            labels: {app: kafka}       | labels: {app: good}            | instead of its own alone
            selector: {app: kafka}     | selector: {app: other}         | Service broker: selects no pod
            selector: {app: kafka}     | selector: {}                   | Service broker: selects no pod
            values: [good]             | values: [bad]                  | PodDisruptionBudget budget: selects no pod
            serviceName: modules       | serviceName: module            | its serviceName module is no headless Service
            serviceName: modules       | serviceName: broker            | its serviceName broker is no headless Service
            clusterIP: None            | type: ClusterIP                | is no headless Service of its pods
            """)
    void shouldComplainWhenASelectorMeansTheWrongPods(String from, String to, String complaint) {
        assertComplaint(complaint, complaints(new Selectors(), from, to));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            targetPort: http           | targetPort: web                | Service modules: leads to port web, which
            targetPort: 9092           | targetPort: 9093               | Service broker: leads to port 9093, which
            , targetPort: 9092}        | , appProtocol: tcp}            | -
            port: {name: http}         | port: {number: 80}             | Ingress door: leads to Service modules at a port
            port: {name: http}         | port: {number: 8080}           | -
            name: modules, port: {     | name: module, port: {          | Ingress door: leads to Service module at a port
            readiness, port: http}     | readiness, port: 8081}         | StatefulSet module: a probe asks port 8081
            """)
    void shouldComplainWhenAPortIsNotThere(String from, String to, String complaint) {
        assertComplaint(complaint, complaints(new Ports(), from, to));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            configMap: {name: definition}  | configMap: {name: other}            | SOLERA_PIPELINE is /etc/solera/pipeline.yaml
            configMap: {name: definition}  | configMap: {name: other, items: [{key: a, path: b}]} | ConfigMap other has no key a
            configMap: {name: definition}  | persistentVolumeClaim: {claimName: data} | claim data is not there
            configMap: {name: definition}  | secret: {secretName: x, items: [{key: a, path: b}]} | Secret x has no key a
            name: login-module-1           | name: login-                        | Secret login- has no key jaas
            name: login-module-1           | name: user-module-1                 | Secret user-module-1 has no key jaas
            name: state, mountPath         | name: stat, mountPath               | volume stat is not there
            name: state, mountPath         | name: stat, mountPath               | volume state is nowhere mounted
            mountPath: /var/lib/solera     | mountPath: /etc/solera              | /etc/solera is mounted twice
            pipeline.yaml}                 | pipelines.yaml}                     | SOLERA_PIPELINE is /etc/solera/pipelines.yaml
            configtree:/etc/secrets/       | configtree:/etc/secret/             | SPRING_CONFIG_IMPORT is /etc/secret,
            file:/var/lib/solera/key.pem   | file:/var/key.pem                   | is /var/key.pem, which no volume has
            name: registry                 | name: registries                    | Secret registries is not there
            secretName: certificate        | secretName: missing                 | Ingress door: Secret missing has no key tls.crt
            value: 15s}                    | valueFrom: {configMapKeyRef: {name: definition, key: x}}} | has no key x
            value: 15s}                    | valueFrom: {secretKeyRef: {name: nobody, key: x}}} | Secret nobody has no key x
            image: solera/module-service:1 | envFrom: [{secretRef: {name: x}}]   | takes all of an object as variables
            """)
    void shouldComplainWhenAReferenceLeadsNowhere(String from, String to, String complaint) {
        assertComplaint(complaint, complaints(new References(OUTSIDE), from, to));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port: http, protocol       | port: web, protocol                | -
            matchLabels: {app: good}   | matchLabels: {app: bad}            | StatefulSet module: no policy for
            policyTypes: [Ingress, Egress] | policyTypes: [Ingress]         | StatefulSet broker: no policy for Egress
            port: 9092, protocol       | port: 9093, protocol               | StatefulSet module: does not reach broker:9092
            from: [{podSelector: {matchLabels: {app: good}}}] | from: [{podSelector: {matchLabels: {app: other}}}] | does not reach
            to: [{podSelector: {matchLabels: {app: kafka}}}] | to: [{namespaceSelector: {matchLabels: {a: b}}}] | does not reach
            to: [{podSelector: {matchLabels: {app: kafka}}}] | to: [{podSelector: {matchLabels: {app.kubernetes.io/instance: x}}}] | not there
            value: "broker:9092"       | value: "kafka.example.org:9092"    | is not let through to kafka.example.org:9092
            """)
    void shouldComplainWhenANetworkPolicyIsWrong(String from, String to, String complaint) {
        assertComplaint(complaint, complaints(new NetworkPolicies(), from, to));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            path: /actuator/prometheus | path: /metrics                     | asks /metrics, where no service has metrics
            replacement: solera        | replacement: pods                  | leaves the job's name to chance
            - port: http               | - port: web                        | StatefulSet module: is scraped 0 times
            labels: {app: good}        | labels: {app: other}               | StatefulSet module: is scraped 0 times
            """)
    void shouldComplainWhenAMonitorMissesAService(String from, String to, String complaint) {
        assertComplaint(complaint, complaints(new Monitors(), from, to));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name: SOLERA_CREATE_TOPICS   | name: SOLERA_CREATETOPICS      | -
            name: SOLERA_CREATE_TOPICS   | name: SOLERA_MAKE_TOPICS       | SOLERA_MAKE_TOPICS is nothing that the service reads
            name: SOLERA_MODULE_NUMBER   | name: SOLERA_MODULE_NO         | solera.module: solera.module.number is empty
            value: "1"}                  | value: "one"}                  | solera.module.number
            value: 15s                   | value: often                   | solera.module.checkpoint.interval
            CHECKPOINT_INTERVAL          | CHECKPOINTS_INTERVAL           | SOLERA_MODULE_CHECKPOINTS_INTERVAL is nothing that
            name: JDK_JAVA_OPTIONS       | name: JAVA_OPTIONS             | JAVA_OPTIONS is nothing that the service reads
            name: JDK_JAVA_OPTIONS       | name: SOLERA_PROBE_SHARE       | SOLERA_PROBE_SHARE is nothing that the service reads
            PROPERTIES_SASL_MECHANISM    | PROPERTIES_SASL_MECHANISMS     | SASL_MECHANISMS is nothing that Kafka's clients read
            KEYSTORE_PRIVATE_KEY         | KEYSTORE_SECRET_KEY            | SPRING_SSL_BUNDLE_PEM_KAFKA_KEYSTORE_SECRET_KEY is nothing
            path: spring.kafka.properties.sasl.jaas.config | path: spring.kafka.property.sasl.jaas | is nothing that the service reads
            name: LOGGING_LEVEL_DEV      | name: LOGGING_LEVELS_DEV       | LOGGING_LEVELS_DEV_SOLERA is nothing that
            name: SPRING_CONFIG_IMPORT   | name: SPRING_CONFIG_IMPORTS    | SPRING_CONFIG_IMPORTS is nothing that
            name: module-service         | name: service                  | nobody here knows what service reads
            KAFKA_NODE_ID                | KAFKA_NODE_NAME                | KAFKA_NODE_NAME is nothing that a broker reads
            "broker,controller"          | "broker,observer"              | no broker starts with that
            PLAINTEXT://:9092,CONTROLLER | PLAINTEXT://:9092,OTHER        | no broker starts with that
            """)
    void shouldComplainWhenAVariableIsNothingThatIsRead(String from, String to, String complaint) {
        assertComplaint(complaint, complaints(new Environment(), from, to));
    }

    private Rendering broken(String from, String to) {
        assertThat(good).contains(from);
        return Rendering.of(good.replace(from, to));
    }

    /** A dash is for none: what is broken is no fault. */
    private static void assertComplaint(String expected, List<String> complaints) {
        if (expected.equals("-")) {
            assertThat(complaints).isEmpty();
        } else {
            assertThat(complaints).anySatisfy(line -> assertThat(line).contains(expected));
        }
    }

    private static void assertModulesComplaint(String expected, List<String> complaints) {
        assertThat(complaints)
                .anySatisfy(line ->
                        assertThat(line).startsWith("StatefulSet module: ").contains(expected));
    }

    private List<String> complaints(Check check, String from, String to) {
        return check.complaints(broken(from, to));
    }
}
