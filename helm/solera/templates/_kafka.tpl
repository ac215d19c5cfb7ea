{{/* The broker's address. */}}
{{- define "solera.bootstrapServers" -}}
{{- if .Values.kafka.bootstrapServers -}}
{{- .Values.kafka.bootstrapServers -}}
{{- else if .Values.strimzi.enabled -}}
{{- printf "%s-kafka-bootstrap:%d" .Values.strimzi.cluster (int64 .Values.strimzi.port) -}}
{{- else -}}
{{- printf "%s-broker:9092" (include "solera.fullname" .) -}}
{{- end -}}
{{- end -}}

{{/* How a component reaches the broker, as YAML: protocol, mechanism and the Secrets. A list of root context and component. */}}
{{- define "solera.security" -}}
{{- $root := first . -}}
{{- $component := last . -}}
{{- $security := $root.Values.kafka.security -}}
{{- if $root.Values.strimzi.enabled -}}
{{- $user := printf "%s-%s" (include "solera.fullname" $root) $component -}}
{{- $trust := dict "secret" (printf "%s-cluster-ca-cert" $root.Values.strimzi.cluster) "key" "ca.crt" -}}
{{- if eq $root.Values.strimzi.authentication "tls" -}}
{{- $identity := dict "secret" $user "certificate" "user.crt" "key" "user.key" -}}
{{- $security = dict "protocol" "SSL" "tls" (dict "trust" $trust "identity" $identity) -}}
{{- else -}}
{{- $login := dict "name" $user "key" "sasl.jaas.config" -}}
{{- $security = dict "protocol" "SASL_SSL" "sasl" (dict "mechanism" "SCRAM-SHA-512" "jaasSecret" $login)
    "tls" (dict "trust" $trust "identity" (dict "secret" "")) -}}
{{- end -}}
{{- end -}}
{{- toYaml $security | replace "{component}" $component -}}
{{- end -}}

{{/* What every service is told of definition, run and broker: environment variables as a YAML mapping. */}}
{{- define "solera.environment" -}}
{{- $root := first . -}}
{{- $component := last . -}}
{{- $security := include "solera.security" . | fromYaml -}}
{{- $ssl := hasSuffix "SSL" $security.protocol -}}
{{- $sasl := hasPrefix "SASL" $security.protocol -}}
SOLERA_PIPELINE: /etc/solera/definition/pipeline.yaml
SOLERA_RUN: {{ $root.Values.run | quote }}
SOLERA_BROKER_WAIT: {{ $root.Values.kafka.wait | quote }}
SOLERA_CREATE_TOPICS: {{ and (eq $component "ingest") (eq "true" (include "solera.ingestCreatesTopics" $root)) | quote }}
SPRING_KAFKA_BOOTSTRAP_SERVERS: {{ include "solera.bootstrapServers" $root | quote }}
SPRING_KAFKA_SECURITY_PROTOCOL: {{ $security.protocol }}
{{- if $sasl }}
SPRING_KAFKA_PROPERTIES_SASL_MECHANISM: {{ $security.sasl.mechanism }}
{{- end }}
{{- if include "solera.secretProperties" . }}
SPRING_CONFIG_IMPORT: configtree:/etc/solera/secrets/
{{- end }}
{{- if and $ssl $security.tls.trust.secret }}
SPRING_SSL_BUNDLE_PEM_KAFKA_TRUSTSTORE_CERTIFICATE: file:/etc/solera/tls/authority.pem
{{- end }}
{{- if and $ssl $security.tls.identity.secret }}
SPRING_SSL_BUNDLE_PEM_KAFKA_KEYSTORE_CERTIFICATE: file:/etc/solera/tls/certificate.pem
SPRING_SSL_BUNDLE_PEM_KAFKA_KEYSTORE_PRIVATE_KEY: file:/etc/solera/tls/key.pem
{{- end }}
{{- if include "solera.certificates" . }}
SPRING_KAFKA_SSL_BUNDLE: kafka
{{- end }}
{{- end -}}

{{/* "true" where ingest creates topics, else nothing. */}}
{{- define "solera.ingestCreatesTopics" -}}
{{- if and .Values.kafka.createTopics (not (and .Values.strimzi.enabled .Values.strimzi.topics)) -}}true{{- end -}}
{{- end -}}

{{/* Sources of the volume whose files are properties by their names, for what is secret; nothing where nothing is. */}}
{{- define "solera.secretProperties" -}}
{{- $root := first . -}}
{{- $security := include "solera.security" . | fromYaml -}}
{{- if hasPrefix "SASL" $security.protocol }}
- secret:
    name: {{ $security.sasl.jaasSecret.name | quote }}
    items:
      - {key: {{ $security.sasl.jaasSecret.key | quote }}, path: spring.kafka.properties.sasl.jaas.config}
{{- end }}
{{- with $root.Values.ingest.stream }}
{{- if and .bootstrapServers (hasPrefix "SASL" .protocol) (eq (last $) "ingest") }}
- secret:
    name: {{ .jaasSecret.name | quote }}
    items:
      - {key: {{ .jaasSecret.key | quote }}, path: solera.ingest.stream.kafka.sasl.jaas.config}
{{- end }}
{{- if and .trust.secret (eq (last $) "ingest") }}
- secret:
    name: {{ .trust.secret | quote }}
    items:
      - {key: {{ .trust.key | quote }}, path: solera.ingest.stream.kafka.ssl.truststore.certificates}
{{- end }}
{{- if and .identity.secret (eq (last $) "ingest") }}
- secret:
    name: {{ .identity.secret | quote }}
    items:
      - {key: {{ .identity.certificate | quote }}, path: solera.ingest.stream.kafka.ssl.keystore.certificate.chain}
      - {key: {{ .identity.key | quote }}, path: solera.ingest.stream.kafka.ssl.keystore.key}
{{- end }}
{{- end }}
{{- with $root.Values.gateway.tokenSecret }}
{{- if and .name (eq (last $) "gateway") }}
- secret:
    name: {{ .name | quote }}
    items:
      - {key: {{ .key | quote }}, path: solera.gateway.token}
{{- end }}
{{- end }}
{{- end -}}

{{/* Sources of the volume with certificates; nothing where none are given. */}}
{{- define "solera.certificates" -}}
{{- $security := include "solera.security" . | fromYaml -}}
{{- if hasSuffix "SSL" $security.protocol }}
{{- with $security.tls.trust }}
{{- if .secret }}
- secret:
    name: {{ .secret | quote }}
    items:
      - {key: {{ .key | quote }}, path: authority.pem}
{{- end }}
{{- end }}
{{- with $security.tls.identity }}
{{- if .secret }}
- secret:
    name: {{ .secret | quote }}
    items:
      - {key: {{ .certificate | quote }}, path: certificate.pem}
      - {key: {{ .key | quote }}, path: key.pem}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}
