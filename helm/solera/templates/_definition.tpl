{{/* What is trained, as the services read it. The definition's own text, comments and all, unless values set threads or
     placement. */}}
{{- define "solera.definition" -}}
{{- $text := .Values.definition -}}
{{- if regexMatch "^[a-z0-9][a-z0-9-]*$" $text -}}
{{- $text = .Files.Get (printf "files/definitions/%s.yaml" $text) -}}
{{- end -}}
{{- $own := dict -}}
{{- range $number, $override := .Values.modules.overrides -}}
{{- if $override.threads -}}{{- $_ := set $own $number $override.threads -}}{{- end -}}
{{- end -}}
{{- if or .Values.modules.threads .Values.modules.placement $own -}}
{{- $definition := fromYaml $text -}}
{{- if .Values.modules.threads -}}{{- $_ := set $definition "threads" .Values.modules.threads -}}{{- end -}}
{{- with .Values.modules.placement -}}{{- $_ := set $definition "placement" . -}}{{- end -}}
{{- range $i, $module := $definition.modules -}}
{{- with get $own (add1 $i | toString) -}}{{- $_ := set $module "threads" . -}}{{- end -}}
{{- end -}}
{{- $text = toYaml $definition -}}
{{- end -}}
{{- $text -}}
{{- end -}}

{{/* The services of modules as a YAML list, each with its modules (1-2, or 3), the first and the last of them. */}}
{{- define "solera.services" -}}
{{- $definition := include "solera.definition" . | fromYaml -}}
{{- $texts := list -}}
{{- if $definition.placement -}}
{{- $texts = splitList "," (toString $definition.placement) -}}
{{- else -}}
{{- range $i, $_ := $definition.modules -}}{{- $texts = append $texts (add1 $i | toString) -}}{{- end -}}
{{- end -}}
{{- $services := list -}}
{{- range $text := $texts -}}
{{- $ends := splitList "-" (trim $text) -}}
{{- $services = append $services (dict "modules" (trim $text) "first" (first $ends | int) "last" (last $ends | int)) -}}
{{- end -}}
{{- toYaml $services -}}
{{- end -}}

{{/* Depths whose activations have a topic, as a YAML list: the input and what every service hands on. */}}
{{- define "solera.topicDepths" -}}
{{- $depths := list 0 -}}
{{- range include "solera.services" . | fromYamlArray -}}{{- $depths = append $depths (int .last) -}}{{- end -}}
{{- toYaml $depths -}}
{{- end -}}

{{/* What the names of the pipeline's topics begin with. */}}
{{- define "solera.topics" -}}
solera.{{ (include "solera.definition" . | fromYaml).pipeline }}
{{- end -}}

{{/* Channels, and the places that have them, at every depth, as YAML: what core infers. Places of sound are its steps, of pictures
     those of all patches. */}}
{{- define "solera.stages" -}}
{{- $definition := include "solera.definition" . | fromYaml -}}
{{- $channels := int64 ($definition.input.channels | default 1) -}}
{{- $image := eq $definition.input.kind "image" -}}
{{- $patches := int64 1 -}}
{{- $side := int64 ($definition.input.size | default 64) -}}
{{- $steps := int64 ($definition.input.window | default 1) -}}
{{- $stages := list (dict "channels" $channels "places" (ternary (mul $side $side) $steps $image)) -}}
{{- range $definition.modules -}}
{{- range .encoder -}}
{{- $layer := .layer | default "conv1d" -}}
{{- if eq $layer "patches" -}}
{{- $along := div (sub $side .size) .stride | add1 -}}
{{- $patches = mul $along $along -}}
{{- $side = int64 .size -}}
{{- else if eq $layer "residual" -}}
{{- $channels = mul .width (ternary 4 1 (eq (lower .block) "bottleneck")) -}}
{{- $side = div (sub $side 1) (.stride | default 1) | add1 -}}
{{- else if eq $layer "conv2d" -}}
{{- $channels = int64 .channels -}}
{{- $side = div (sub (add $side (mul 2 (.padding | default 0))) .kernel) (.stride | default 1) | add1 -}}
{{- else if eq $layer "spatial-mean" -}}
{{- $side = int64 1 -}}
{{- else -}}
{{- $channels = int64 .channels -}}
{{- $steps = div (sub (add $steps (mul 2 .padding)) .kernel) .stride | add1 -}}
{{- end -}}
{{- end -}}
{{- with .context -}}{{- $channels = int64 .hidden -}}{{- end -}}
{{- $stages = append $stages (dict "channels" $channels "places" (ternary (mul $patches $side $side) $steps $image)) -}}
{{- end -}}
{{- toYaml $stages -}}
{{- end -}}

{{/* The settings of every topic by what its name ends with, as YAML: what the services' TopicProvisioner and core's
     RecordLimits come to. */}}
{{- define "solera.topicSettings" -}}
{{- $definition := include "solera.definition" . | fromYaml -}}
{{- $wire := $definition.wire | default dict -}}
{{- $latest := eq "latest" (dig "flow" "mode" "lossless" $definition | lower) -}}
{{- $precision := $wire.precision | default "bfloat16" | lower -}}
{{- $recordBytes := get $wire "record-bytes" | default 1048576 -}}
{{- $segmentBytes := get $wire "segment-bytes" | default 67108864 -}}
{{- $gibibyte := 1073741824 -}}
{{- $kibibytes64 := 65536 -}}
{{- /* Pictures have labels of their own alone, sound has them every 10 ms too. */ -}}
{{- $frames := 1 -}}
{{- if eq $definition.input.kind "audio" -}}
{{- $frames = div $definition.input.window (div (get $definition.input "sample-rate") 100) -}}
{{- end -}}
{{- $labelBytes := mul 16 8 (max 1 $frames) -}}
{{- $topics := dict -}}
{{- $stages := include "solera.stages" . | fromYamlArray -}}
{{- range include "solera.topicDepths" . | fromYamlArray -}}
{{- $depth := int . -}}
{{- $stage := index $stages $depth -}}
{{- $values := mul $stage.channels $stage.places -}}
{{- $bytes := mul 2 $values -}}
{{- if or (eq $depth 0) (eq $precision "float32") -}}
{{- $bytes = mul 4 $values -}}
{{- else if eq $precision "int8" -}}
{{- $bytes = add $values (mul 4 $stage.channels) -}}
{{- end -}}
{{- $value := add (max $recordBytes (add $bytes $labelBytes)) $kibibytes64 -}}
{{- $batch := add $value (div $value 128) $kibibytes64 -}}
{{- $letter := add $batch $kibibytes64 -}}
{{- $kept := -1 -}}
{{- if or $latest (eq $depth (len $definition.modules)) -}}
{{- $kept = max $gibibyte (mul 10000 4 $values) -}}
{{- end -}}
{{- $_ := set $topics (printf "activations.%d" $depth) (dict
    "partitions" ($wire.partitions | default 1 | int64)
    "config" (dict "max.message.bytes" $batch "retention.ms" -1 "retention.bytes" $kept
        "segment.bytes" (max $segmentBytes $batch) "file.delete.delay.ms" 1000)) -}}
{{- $_ := set $topics (printf "activations.%d.dlt" $depth) (dict
    "partitions" ($wire.partitions | default 1 | int64)
    "config" (dict "max.message.bytes" $letter "retention.ms" -1 "retention.bytes" $gibibyte
        "segment.bytes" (max $segmentBytes $letter) "file.delete.delay.ms" 1000)) -}}
{{- end -}}
{{- range untilStep 1 (len $stages) 1 -}}
{{- $_ := set $topics (printf "parameters.%d" .) (dict "partitions" 1 "config" (dict "cleanup.policy" "compact" "segment.bytes" 4194304)) -}}
{{- end -}}
{{- $_ := set $topics "source.dlt" (dict "partitions" 1 "config" (dict "retention.ms" -1 "retention.bytes" 67108864)) -}}
{{- $_ := set $topics "telemetry" (dict "partitions" 1 "config" (dict "retention.ms" -1 "retention.bytes" $gibibyte)) -}}
{{- $_ := set $topics "positions" (dict "partitions" 1 "config" (dict "cleanup.policy" "compact" "segment.bytes" 1048576)) -}}
{{- $_ := set $topics "control" (dict "partitions" 1 "config" (dict "cleanup.policy" "compact")) -}}
{{- toYaml $topics -}}
{{- end -}}
