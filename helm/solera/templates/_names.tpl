{{/* What the names of all objects begin with; short enough for what Kubernetes puts behind a StatefulSet's. */}}
{{- define "solera.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | replace "." "-" | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | replace "." "-" | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Labels by which the pods of this release are found; they never change. */}}
{{- define "solera.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Labels of every object. */}}
{{- define "solera.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "solera.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* The labels of a component: a list of root context and its name. Which modules it has is a label of its own, so that all
     modules are found together, and each one. */}}
{{- define "solera.component" -}}
{{- $name := last . -}}
{{- if hasPrefix "module-" $name -}}
app.kubernetes.io/component: module
module: {{ trimPrefix "module-" $name | quote }}
{{- else -}}
app.kubernetes.io/component: {{ $name }}
{{- end -}}
{{- end -}}

{{/* An image: a dict of root, service and own, the component's own settings. */}}
{{- define "solera.image" -}}
{{- $all := .root.Values.image -}}
{{- $repository := .own.repository | default (printf "%s/%s" $all.prefix .service) -}}
{{- $tag := .own.tag | default $all.tag | default .root.Chart.AppVersion -}}
{{- with .own.registry | default $all.registry }}{{ . }}/{{ end -}}
{{ $repository }}:{{ $tag }}
{{- end -}}

{{/* Merges a list of two dicts, the second one winning, as YAML: mappings key by key, everything else whole. */}}
{{- define "solera.merged" -}}
{{- $merged := deepCopy (first .) -}}
{{- range $key, $value := last . -}}
{{- if and (kindIs "map" $value) (kindIs "map" (get $merged $key)) -}}
{{- $value = include "solera.merged" (list (get $merged $key) $value) | fromYaml -}}
{{- end -}}
{{- $_ := set $merged $key $value -}}
{{- end -}}
{{- toYaml $merged -}}
{{- end -}}

{{/* The settings of a service of modules as YAML: a list of root context and the first one's number. */}}
{{- define "solera.module" -}}
{{- $modules := (first .).Values.modules -}}
{{- include "solera.merged" (list (omit $modules "overrides") (get $modules.overrides (last .) | default dict)) -}}
{{- end -}}

{{/* Where the modules of a pod are computed, by its own settings. */}}
{{- define "solera.device" -}}
{{- .device | default (ternary "cuda:0" "cpu" (gt (int64 .gpu) 0)) -}}
{{- end -}}
