{{/* The restricted Pod Security Standard, for pods that run as a user of a number. */}}
{{- define "solera.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/* Lets that user write to the pod's volumes. */}}
{{- define "solera.volumeSecurity" -}}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
{{- end -}}

{{/* The same, for containers. */}}
{{- define "solera.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* Where a pod may run: its component's own settings. */}}
{{- define "solera.placement" -}}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The pod of a service: a dict of root, component (module-3), service (module-service), own (its settings), environment, and
     where there are any mounts, volumes, and whether it writes to them. */}}
{{- define "solera.pod" -}}
{{- $scope := list .root .component -}}
{{- $environment := include "solera.merged" (list (include "solera.environment" $scope | fromYaml) .environment) | fromYaml -}}
{{- range $name, $value := .own.env -}}
{{- if hasKey $environment $name -}}
{{- fail (printf "env of %s sets %s, which other values say; allowed: variables that the chart does not set" $.component $name) -}}
{{- end -}}
{{- $_ := set $environment $name $value -}}
{{- end -}}
{{- $secrets := include "solera.secretProperties" $scope -}}
{{- $certificates := include "solera.certificates" $scope -}}
metadata:
  labels:
    {{- include "solera.selector" .root | nindent 4 }}
    {{- include "solera.component" $scope | nindent 4 }}
  annotations:
    checksum/definition: {{ include "solera.definition" .root | sha256sum }}
spec:
  automountServiceAccountToken: false
  # Else a Service's name, as in SOLERA_GATEWAY_PORT, would be taken for a setting.
  enableServiceLinks: false
  # Longer than the 30 s that a module may need for its last checkpoint.
  terminationGracePeriodSeconds: 45
  securityContext:
    {{- include "solera.podSecurity" 10001 | nindent 4 }}
    {{- if .writes }}
    {{- include "solera.volumeSecurity" 10001 | nindent 4 }}
    {{- end }}
  {{- with .root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . | quote }}
    {{- end }}
  {{- end }}
  {{- with include "solera.placement" .own }}
  {{- . | nindent 2 }}
  {{- end }}
  containers:
    - name: {{ .service }}
      image: {{ include "solera.image" (dict "root" .root "service" .service "own" .own.image) | quote }}
      imagePullPolicy: {{ .own.image.pullPolicy | default .root.Values.image.pullPolicy }}
      securityContext:
        {{- include "solera.containerSecurity" . | nindent 8 }}
      env:
        {{- range $name, $value := $environment }}
        - {name: {{ $name }}, value: {{ $value | toString | quote }}}
        {{- end }}
      ports:
        - {name: http, containerPort: 8080}
        {{- if eq .component "gateway" }}
        - {name: grpc, containerPort: 8084}
        {{- end }}
      startupProbe:
        httpGet: {path: /actuator/health/liveness, port: http}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: {{ div .root.Values.startupSeconds 5 | max 1 }}
      # Nothing outside the process counts: starting it again brings no broker back.
      livenessProbe:
        httpGet: {path: /actuator/health/liveness, port: http}
        periodSeconds: 10
        timeoutSeconds: 10
        # On an overloaded node, starting again would only add to the load.
        failureThreshold: 18
      # The broker answers, and the service has not failed.
      readinessProbe:
        httpGet: {path: /actuator/health/readiness, port: http}
        periodSeconds: 5
        timeoutSeconds: 10
        failureThreshold: 3
      {{- $gpus := dict }}
      {{- if .own.gpu }}
      {{- $gpus = dict "limits" (dict "nvidia.com/gpu" (int64 .own.gpu)) }}
      {{- end }}
      resources:
        {{- include "solera.merged" (list .own.resources $gpus) | nindent 8 }}
      volumeMounts:
        - {name: definition, mountPath: /etc/solera/definition, readOnly: true}
        - {name: tmp, mountPath: /tmp}
        {{- if $secrets }}
        - {name: secrets, mountPath: /etc/solera/secrets, readOnly: true}
        {{- end }}
        {{- if $certificates }}
        - {name: tls, mountPath: /etc/solera/tls, readOnly: true}
        {{- end }}
        {{- with .mounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: definition
      configMap:
        name: {{ include "solera.fullname" .root }}-definition
    # Memory, of which compression of records runs a native library.
    - name: tmp
      emptyDir: {medium: Memory, sizeLimit: 64Mi}
    {{- if $secrets }}
    - name: secrets
      projected:
        defaultMode: 0444
        sources:
          {{- trim $secrets | nindent 10 }}
    {{- end }}
    {{- if $certificates }}
    - name: tls
      projected:
        defaultMode: 0444
        sources:
          {{- trim $certificates | nindent 10 }}
    {{- end }}
    {{- with .volumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}
