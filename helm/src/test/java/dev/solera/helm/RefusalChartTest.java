package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong values are refused before anything is installed, with what is wrong and what is allowed. */
class RefusalChartTest {

    private static final String BROKER = "kafka: {bootstrapServers: 'kafka:9092'}\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        kafka: {bootstrapServers: kafka}             | '/kafka/bootstrapServers': 'kafka' does not match pattern
        kafka: {security: {protocol: TLS}}           | '/kafka/security/protocol': value must be one of 'PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'
        kafka: {security: {sasl: {mechanism: GSSAPI}}} | '/kafka/security/sasl/mechanism': value must be one of 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'
        kafka: {security: {sasl: {password: x}}}     | '/kafka/security/sasl': additional properties 'password' not allowed
        kafka: {wait: long}                          | '/kafka/wait': 'long' does not match pattern
        definition: ''                               | '/definition': minLength: got 0, want 1
        run: a b                                     | '/run': 'a b' does not match pattern '^[A-Za-z0-9._-]{1,128}$'
        fullnameOverride: Solera                     | '/fullnameOverride': 'Solera' does not match pattern
        replicas: 3                                  | at '': additional properties 'replicas' not allowed
        image: {pullPolicy: Sometimes}               | '/image/pullPolicy': value must be one of 'Always', 'IfNotPresent', 'Never'
        modules: {gpu: -1}                           | '/modules/gpu': minimum: got -1, want 0
        modules: {device: gpu}                       | '/modules/device': 'gpu' does not match pattern
        modules: {threads: 0}                        | '/modules/threads': minimum: got 0, want 1
        modules: {storage: {size: big}}              | '/modules/storage/size': 'big' does not match pattern
        modules: {checkpoint: {steps: 0}}            | '/modules/checkpoint/steps': minimum: got 0, want 1
        modules: {checkpoint: {interval: often}}     | '/modules/checkpoint/interval': 'often' does not match pattern
        modules: {resources: {limits: {memory: x}}}  | '/modules/resources/limits/memory': 'x' does not match pattern
        modules: {env: {lower-case: x}}              | '/modules/env': additional properties 'lower-case' not allowed
        modules: {overrides: {first: {gpu: 1}}}      | '/modules/overrides': additional properties 'first' not allowed
        modules: {overrides: {'0': {gpu: 1}}}        | '/modules/overrides': additional properties '0' not allowed
        modules: {overrides: {'1': {gpus: 1}}}       | '/modules/overrides/1': additional properties 'gpus' not allowed
        ingest: {source: files}                      | '/ingest/source': 'files' does not match pattern
        kafka: {bootstrapServers: 'a:9092, b:9092'}  | '/kafka/bootstrapServers': 'a:9092, b:9092' does not match pattern
        ingest: {source: 'kafka:t', stream: {bootstrapServers: 'a:9092, b:9092'}} | '/ingest/stream/bootstrapServers': 'a:9092, b:9092' does not match pattern
        ingest: {source: 'kafka:t', stream: {bootstrapServers: "a:9092,\\tb:9092"}} | '/ingest/stream/bootstrapServers': 'a:9092,\\tb:9092' does not match pattern
        ingest: {steps: many}                        | '/ingest/steps': got string, want
        modules: {placement: all}                    | '/modules/placement': 'all' does not match pattern
        probe: {share: 2}                            | '/probe/share': maximum: got 2, want 1
        gateway: {token: secret}                     | '/gateway': additional properties 'token' not allowed
        gateway: {service: {type: ExternalName}}     | '/gateway/service/type': value must be one of
        strimzi: {authentication: oauth}             | '/strimzi/authentication': value must be one of 'scram-sha-512', 'tls'
        networkPolicy: {broker: {ports: [kafka]}}    | '/networkPolicy/broker/ports/0': got string, want integer
        networkPolicy: {dns: {to: [{}]}}             | '/networkPolicy/dns/to/0': minProperties: got 0, want 1
        monitoring: {serviceMonitor: true}           | '/monitoring/serviceMonitor': got boolean, want object
        """)
    void shouldRefuseAValueWhenTheSchemaDoesNotAllowIt(String values, String message) {
        assertRefused(values.startsWith("kafka:") ? values : BROKER + values, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        run: main                                    | kafka.bootstrapServers is empty; allowed: HOST:PORT of a broker, or strimzi.enabled, or trialBroker.enabled
        strimzi: {enabled: true}                     | strimzi.cluster is empty; allowed with strimzi.enabled: the name of a Kafka resource
        {strimzi: {enabled: true, cluster: c}, trialBroker: {enabled: true}} | strimzi.enabled and trialBroker.enabled are both true; allowed: one of them
        {kafka: {bootstrapServers: 'k:1'}, trialBroker: {enabled: true}} | kafka.bootstrapServers is k:1 and trialBroker.enabled is true; allowed: one of them
        {kafka: {security: {protocol: SSL}}, trialBroker: {enabled: true}} | kafka.security.protocol is SSL; allowed with trialBroker.enabled: PLAINTEXT
        {kafka: {security: {protocol: SSL}}, strimzi: {enabled: true, cluster: c}} | kafka.security.protocol is SSL; allowed with strimzi.enabled: PLAINTEXT
        {definition: '{pipeline: x, input: {kind: smell}, modules: [{}]}', strimzi: {enabled: true, cluster: c}} | definition: input.kind is smell; allowed: audio, image
        kafka: {bootstrapServers: 'k:1', security: {protocol: SASL_SSL}} | kafka.security.sasl.jaasSecret.name is empty; allowed with kafka.security.protocol SASL_SSL: the name of a Secret
        kafka: {bootstrapServers: 'k:1', security: {sasl: {jaasSecret: {name: x}}}} | kafka.security.sasl.jaasSecret.name is x; allowed with kafka.security.protocol PLAINTEXT: nothing
        kafka: {bootstrapServers: 'k:1', security: {tls: {trust: {secret: x}}}} | kafka.security.tls.trust.secret is x; allowed with kafka.security.protocol PLAINTEXT: nothing
        kafka: {bootstrapServers: 'k:1', security: {tls: {identity: {secret: x}}}} | kafka.security.tls.identity.secret is x; allowed with kafka.security.protocol PLAINTEXT: nothing
        """)
    void shouldRefuseABrokerWhenValuesContradictEachOther(String values, String message) {
        assertRefused(values, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        definition: nobody                           | definition is nobody; allowed: speech-cosine, speech-small, speech, vision-small, vision, or a definition's YAML
        definition: 'pipeline: [x'                   | definition is not readable as YAML
        definition: 'pipeline: Not Valid'            | definition: pipeline is Not Valid; allowed: lower-case letters, digits and dashes
        definition: '{pipeline: x, modules: []}'     | definition: modules is []; allowed: one or more
        definition: '{pipeline: x, baseline: end-to-end, modules: [{}, {}]}' | definition: baseline is end-to-end of 2 modules; allowed: with the one that it makes of them, as pipeline.yaml of a run has
        modules: {overrides: {'7': {gpu: 1}}}        | modules.overrides has 7; allowed: 1 to 6, the modules of the definition speech-cosine
        modules: {placement: '1-2'}                  | placement is 1-2; allowed: the modules 1 to 6 of the definition speech-cosine, each once and in order
        modules: {placement: '1-2,2-6'}              | placement is 1-2,2-6; allowed: the modules 1 to 6
        modules: {placement: '2-1,3-6'}              | placement is 2-1,3-6; allowed: the modules 1 to 6
        modules: {placement: '1-6,'}                 | placement is 1-6,; allowed: the modules 1 to 6
        modules: {placement: '1-2,3-6', overrides: {'2': {gpu: 1}}} | modules.overrides has 2; allowed beside threads with placement 1-2,3-6: 1, 3, the first modules of the pods
        modules: {placement: '1-2,3-6', overrides: {'2': {threads: 2}}} | placement is 1-2,3-6; allowed: modules with as many threads in one pod: those of 1-2 have 1, 2
        modules: {placement: '1-3,4-6', threads: 2, overrides: {'5': {threads: 3}}} | placement is 1-3,4-6; allowed: modules with as many threads in one pod: those of 4-6 have 2, 3
        modules: {gpu: 1, device: 'cuda:1'}          | modules.device of module-1 is cuda:1; allowed with gpu 1: cpu, or cuda:N with N less than that
        modules: {gpu: 1, device: 'cuda:1', overrides: {'1': {gpu: 2}}} | modules.device of module-2 is cuda:1; allowed with gpu 1
        modules: {env: {SOLERA_RUN: x}}              | env of module-1 sets SOLERA_RUN, which other values say
        ingest: {steps: 10, epochs: 2}               | ingest.steps and ingest.epochs are given; allowed: one of them, and null for the others
        ingest: {minutes: 3}                         | ingest.steps and ingest.minutes are given; allowed: one of them
        ingest: {labels: kaldi}                      | ingest.labels is kaldi; allowed with ingest.source synthetic: nothing
        ingest: {heldOut: 'hash:0.1'}                | ingest.heldOut is hash:0.1; allowed with ingest.source synthetic: nothing
        ingest: {labelColumns: age}                  | ingest.labelColumns is age; allowed with ingest.source synthetic: nothing
        ingest: {labelDelimiter: tab}                | ingest.labelDelimiter is tab; allowed with ingest.source synthetic: nothing
        ingest: {data: {subPath: x}}                 | ingest.data.subPath is x; allowed without ingest.data.existingClaim: nothing
        ingest: {source: 'kafka:t', data: {existingClaim: c}} | ingest.source is kafka:t and ingest.data.existingClaim c; allowed: one of them
        ingest: {source: 'kafka:t', frameLabels: a=b} | ingest.frameLabels is a=b; allowed with ingest.source kafka:t: nothing
        ingest: {stream: {bootstrapServers: 'a:1'}}  | ingest.stream.bootstrapServers is a:1; allowed with ingest.source synthetic: nothing
        ingest: {source: 'kafka:t', stream: {bootstrapServers: 'a:1', protocol: SASL_SSL}} | ingest.stream.jaasSecret.name is empty; allowed with protocol SASL_SSL: the Secret with the login
        ingest: {source: 'kafka:t', stream: {bootstrapServers: 'a:1', jaasSecret: {name: x}}} | ingest.stream.jaasSecret.name is x; allowed with protocol PLAINTEXT: nothing, as nobody logs in
        ingest: {source: 'kafka:t', stream: {protocol: SSL, trust: {secret: x}}} | ingest.stream.trust.secret is x; allowed with protocol PLAINTEXT: nothing, as nothing is encrypted
        ingest: {source: 'kafka:t', stream: {bootstrapServers: 'a:1', protocol: SASL_PLAINTEXT, jaasSecret: {name: login}, identity: {secret: x}}} | ingest.stream.identity.secret is x; allowed with protocol SASL_PLAINTEXT: nothing
        gateway: {ingress: {enabled: true}}          | gateway.ingress.host is empty; allowed with gateway.ingress.enabled: a host name
        """)
    void shouldRefuseASettingWhenItDoesNotFitTheOthers(String values, String message) {
        assertRefused(BROKER + values, message);
    }

    private static void assertRefused(String values, String message) {
        assertThatThrownBy(() -> Chart.SOLERA.templateOf(values)).hasMessageContaining(message);
    }
}
