{{/* Refuses values that do not go together; what a value by itself may be is in values.schema.json. */}}
{{- define "solera.check" -}}
{{- $values := .Values -}}
{{- include "solera.checkBroker" $values -}}
{{- include "solera.checkSecurity" $values -}}
{{- include "solera.checkDefinition" . -}}
{{- include "solera.checkIngest" $values.ingest -}}
{{- if and $values.gateway.ingress.enabled (not $values.gateway.ingress.host) -}}
{{- fail "gateway.ingress.host is empty; allowed with gateway.ingress.enabled: a host name" -}}
{{- end -}}
{{- end -}}

{{- define "solera.checkBroker" -}}
{{- if and .strimzi.enabled .trialBroker.enabled -}}
{{- fail "strimzi.enabled and trialBroker.enabled are both true; allowed: one of them" -}}
{{- end -}}
{{- if and .trialBroker.enabled .kafka.bootstrapServers -}}
{{- fail (printf "kafka.bootstrapServers is %s and trialBroker.enabled is true; allowed: one of them" .kafka.bootstrapServers) -}}
{{- end -}}
{{- if not (or .kafka.bootstrapServers .strimzi.enabled .trialBroker.enabled) -}}
{{- fail "kafka.bootstrapServers is empty; allowed: HOST:PORT of a broker, or strimzi.enabled, or trialBroker.enabled" -}}
{{- end -}}
{{- if and .strimzi.enabled (not .strimzi.cluster) -}}
{{- fail "strimzi.cluster is empty; allowed with strimzi.enabled: the name of a Kafka resource in the release's namespace" -}}
{{- end -}}
{{- end -}}

{{- define "solera.checkSecurity" -}}
{{- $security := .kafka.security -}}
{{- $protocol := $security.protocol -}}
{{- $login := $security.sasl.jaasSecret.name -}}
{{- if and (ne $protocol "PLAINTEXT") (or .strimzi.enabled .trialBroker.enabled) -}}
{{- fail (printf "kafka.security.protocol is %s; allowed with %s.enabled: PLAINTEXT, which leaves it to that" $protocol (ternary "strimzi" "trialBroker" .strimzi.enabled)) -}}
{{- end -}}
{{- if and (hasPrefix "SASL" $protocol) (not $login) -}}
{{- fail (printf "kafka.security.sasl.jaasSecret.name is empty; allowed with kafka.security.protocol %s: the name of a Secret" $protocol) -}}
{{- end -}}
{{- if and $login (not (hasPrefix "SASL" $protocol)) -}}
{{- fail (printf "kafka.security.sasl.jaasSecret.name is %s; allowed with kafka.security.protocol %s: nothing, as nobody logs in" $login $protocol) -}}
{{- end -}}
{{- range $key, $secret := dict "trust" $security.tls.trust.secret "identity" $security.tls.identity.secret -}}
{{- if and $secret (not (hasSuffix "SSL" $protocol)) -}}
{{- fail (printf "kafka.security.tls.%s.secret is %s; allowed with kafka.security.protocol %s: nothing, as nothing is encrypted" $key $secret $protocol) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "solera.checkDefinition" -}}
{{- $given := .Values.definition -}}
{{- $bundled := list -}}
{{- range $path, $_ := .Files.Glob "files/definitions/*.yaml" -}}
{{- $bundled = append $bundled (base $path | trimSuffix ".yaml") -}}
{{- end -}}
{{- $allowed := printf "allowed: %s, or a definition's YAML (--set-file definition=FILE)" (join ", " $bundled) -}}
{{- $isName := not (contains ":" $given) -}}
{{- if and $isName (not (has $given $bundled)) -}}
{{- fail (printf "definition is %s; %s" $given $allowed) -}}
{{- end -}}
{{- $definition := include "solera.definition" . | fromYaml -}}
{{- if hasKey $definition "Error" -}}
{{- fail (printf "definition is not readable as YAML: %s; %s" $definition.Error $allowed) -}}
{{- end -}}
{{- if not (and (kindIs "string" $definition.pipeline) (regexMatch "^[a-z0-9][a-z0-9-]{0,62}$" (toString $definition.pipeline))) -}}
{{- fail (printf "definition: pipeline is %v; allowed: lower-case letters, digits and dashes" $definition.pipeline) -}}
{{- end -}}
{{- if not (and (kindIs "slice" $definition.modules) $definition.modules) -}}
{{- fail (printf "definition: modules is %v; allowed: one or more" $definition.modules) -}}
{{- end -}}
{{- $baseline := $definition.baseline | default "" | toString -}}
{{- if and (regexMatch "^(end-to-end|supervised)" $baseline) (gt (len $definition.modules) 1) -}}
{{- fail (printf "definition: baseline is %s of %d modules; allowed: with the one that it makes of them, as pipeline.yaml of a run has" $baseline (len $definition.modules)) -}}
{{- end -}}
{{- if and .Values.strimzi.enabled .Values.strimzi.topics -}}
{{- $kind := dig "input" "kind" "" $definition -}}
{{- if not (has $kind (list "audio" "image")) -}}
{{- fail (printf "definition: input.kind is %v; allowed: audio, image" $kind) -}}
{{- end -}}
{{- range $key, $least := ternary (dict "sample-rate" 1000 "window" 1) dict (eq $kind "audio") -}}
{{- if lt (dig "input" $key 0 $definition | int64) (int64 $least) -}}
{{- fail (printf "definition: input.%s is %v; allowed: %d or more" $key (dig "input" $key "nothing" $definition) $least) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $depth := len $definition.modules -}}
{{- $placement := $definition.placement | default "" | toString -}}
{{- if $placement -}}
{{- $next := 1 -}}
{{- if regexMatch "^ *[0-9]+(-[0-9]+)? *(, *[0-9]+(-[0-9]+)? *)*$" $placement -}}
{{- range include "solera.services" . | fromYamlArray -}}
{{- $next = ternary (int .last | add1) 0 (and (eq (int .first) (int $next)) (ge (int .last) (int .first))) -}}
{{- end -}}
{{- end -}}
{{- if ne (int $next) (int (add1 $depth)) -}}
{{- fail (printf "placement is %s; allowed: the modules 1 to %d of the definition %s, each once and in order, such as 1-2,3" $placement $depth $definition.pipeline) -}}
{{- end -}}
{{- end -}}
{{- $common := $definition.threads | default 1 | int -}}
{{- range include "solera.services" . | fromYamlArray -}}
{{- $threads := list -}}
{{- range slice $definition.modules (sub .first 1 | int) (int .last) -}}
{{- $threads = append $threads (.threads | default $common | int) -}}
{{- end -}}
{{- if gt (len (uniq $threads)) 1 -}}
{{- fail (printf "placement is %s; allowed: modules with as many threads in one pod: those of %s have %s" $placement .modules (uniq $threads | join ", ")) -}}
{{- end -}}
{{- end -}}
{{- $root := . -}}
{{- range include "solera.services" . | fromYamlArray -}}
{{- $own := include "solera.module" (list $root (int .first | toString)) | fromYaml -}}
{{- $device := include "solera.device" $own -}}
{{- if and (gt (int64 $own.gpu) 0) (ne $device "cpu") (ge (trimPrefix "cuda:" $device | int64) (int64 $own.gpu)) -}}
{{- fail (printf "modules.device of module-%s is %s; allowed with gpu %d: cpu, or cuda:N with N less than that" .modules $device (int64 $own.gpu)) -}}
{{- end -}}
{{- end -}}
{{- $firsts := list -}}
{{- range include "solera.services" . | fromYamlArray -}}{{- $firsts = append $firsts (int .first | toString) -}}{{- end -}}
{{- range $number, $override := .Values.modules.overrides -}}
{{- if gt (int64 $number) (int64 $depth) -}}
{{- fail (printf "modules.overrides has %s; allowed: 1 to %d, the modules of the definition %s" $number $depth $definition.pipeline) -}}
{{- end -}}
{{- if and (omit $override "threads") (not (has $number $firsts)) -}}
{{- fail (printf "modules.overrides has %s; allowed beside threads with placement %s: %s, the first modules of the pods" $number $placement (join ", " $firsts)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "solera.checkIngest" -}}
{{- $ends := list -}}
{{- range $key := list "steps" "epochs" "minutes" -}}
{{- if get $ $key -}}{{- $ends = append $ends (printf "ingest.%s" $key) -}}{{- end -}}
{{- end -}}
{{- if gt (len $ends) 1 -}}
{{- fail (printf "%s are given; allowed: one of them, and null for the others" (join " and " $ends)) -}}
{{- end -}}
{{- $topic := hasPrefix "kafka:" .source -}}
{{- if and $topic .data.existingClaim -}}
{{- fail (printf "ingest.source is %s and ingest.data.existingClaim %s; allowed: one of them" .source .data.existingClaim) -}}
{{- end -}}
{{- with .stream -}}
{{- if and .bootstrapServers (not $topic) -}}
{{- fail (printf "ingest.stream.bootstrapServers is %s; allowed with ingest.source %s: nothing" .bootstrapServers $.source) -}}
{{- end -}}
{{- if and .bootstrapServers (hasPrefix "SASL" .protocol) (not .jaasSecret.name) -}}
{{- fail (printf "ingest.stream.jaasSecret.name is empty; allowed with protocol %s: the Secret with the login" .protocol) -}}
{{- end -}}
{{- $protocol := ternary .protocol "PLAINTEXT" (ne .bootstrapServers "") -}}
{{- if and .jaasSecret.name (not (hasPrefix "SASL" $protocol)) -}}
{{- fail (printf "ingest.stream.jaasSecret.name is %s; allowed with protocol %s: nothing, as nobody logs in" .jaasSecret.name $protocol) -}}
{{- end -}}
{{- range $key, $secret := dict "trust" .trust.secret "identity" .identity.secret -}}
{{- if and $secret (not (hasSuffix "SSL" $protocol)) -}}
{{- fail (printf "ingest.stream.%s.secret is %s; allowed with protocol %s: nothing, as nothing is encrypted" $key $secret $protocol) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $fitting := list -}}
{{- if $topic -}}{{- $fitting = list "labels" "heldOut" -}}{{- end -}}
{{- range $key := list "labels" "labelColumns" "labelDelimiter" "heldOut" "frameLabels" -}}
{{- if and (get $ $key) (not $.data.existingClaim) (not (has $key $fitting)) -}}
{{- fail (printf "ingest.%s is %s; allowed with ingest.source %s: nothing, as that has its own (ingest.data.existingClaim is empty)" $key (get $ $key) $.source) -}}
{{- end -}}
{{- end -}}
{{- if and .data.subPath (not .data.existingClaim) -}}
{{- fail (printf "ingest.data.subPath is %s; allowed without ingest.data.existingClaim: nothing" .data.subPath) -}}
{{- end -}}
{{- end -}}
