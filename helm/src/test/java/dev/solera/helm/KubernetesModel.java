package dev.solera.helm;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.util.Map;

/**
 * What Kubernetes would accept. Every document is read by fabric8's model, or Strimzi's own, with neither unknown fields nor
 * numbers in place of strings; those of Kubernetes itself are also checked by its Java client, which knows what must not be
 * missing. For kinds that others have added, {@link RequiredFields} knows that.
 */
final class KubernetesModel {

    private interface Validator {
        void validate(JsonElement document) throws IOException;
    }

    private record Kind(Class<? extends HasMetadata> type, Validator validator) {}

    private static final Validator BY_REQUIRED_FIELDS = document -> {};

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            entry("v1 ConfigMap", new Kind(ConfigMap.class, V1ConfigMap::validateJsonElement)),
            entry("v1 Service", new Kind(Service.class, V1Service::validateJsonElement)),
            entry("v1 Pod", new Kind(Pod.class, V1Pod::validateJsonElement)),
            entry("apps/v1 StatefulSet", new Kind(StatefulSet.class, V1StatefulSet::validateJsonElement)),
            entry("apps/v1 Deployment", new Kind(Deployment.class, V1Deployment::validateJsonElement)),
            entry("networking.k8s.io/v1 Ingress", new Kind(Ingress.class, V1Ingress::validateJsonElement)),
            entry(
                    "networking.k8s.io/v1 NetworkPolicy",
                    new Kind(NetworkPolicy.class, V1NetworkPolicy::validateJsonElement)),
            entry(
                    "policy/v1 PodDisruptionBudget",
                    new Kind(PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement)),
            entry("monitoring.coreos.com/v1 ServiceMonitor", new Kind(ServiceMonitor.class, BY_REQUIRED_FIELDS)),
            entry("monitoring.coreos.com/v1 PodMonitor", new Kind(PodMonitor.class, BY_REQUIRED_FIELDS)),
            entry("monitoring.coreos.com/v1 PrometheusRule", new Kind(PrometheusRule.class, BY_REQUIRED_FIELDS)),
            entry("kafka.strimzi.io/v1 KafkaTopic", new Kind(KafkaTopic.class, BY_REQUIRED_FIELDS)),
            entry("kafka.strimzi.io/v1 KafkaUser", new Kind(KafkaUser.class, BY_REQUIRED_FIELDS)));

    private static final JsonMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new KnownFieldsOnly())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    textual -> textual.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private KubernetesModel() {}

    /** @throws IllegalArgumentException where Kubernetes would refuse the document, or nobody here knows its kind */
    static HasMetadata parse(JsonNode document) {
        String type = document.path("apiVersion").asText() + " "
                + document.path("kind").asText();
        String name = type + " " + document.at("/metadata/name").asText();
        Kind kind = KINDS.get(type);
        if (kind == null) {
            throw new IllegalArgumentException(name + ": allowed kinds: " + KINDS.keySet());
        }
        try {
            kind.validator().validate(JsonParser.parseString(document.toString()));
            RequiredFields.check(type, document);
            return STRICT.treeToValue(document, kind.type());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + ": " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException | IOException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    /** Models keep what they do not know in a map of their own, and Strimzi's have fields that its version v1 has no more. */
    private static final class KnownFieldsOnly extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }

        @Override
        public boolean hasIgnoreMarker(AnnotatedMember member) {
            return super.hasIgnoreMarker(member) || isGone(member);
        }

        private static boolean isGone(AnnotatedMember member) {
            return member.hasAnnotation(Deprecated.class)
                    && member.getDeclaringClass().getName().startsWith("io.strimzi.");
        }
    }
}
