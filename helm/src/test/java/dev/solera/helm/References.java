package dev.solera.helm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Volumes, ConfigMaps, Secrets, claims and files that somebody names are there: in the rendering, made by Strimzi for what is
 * in it, or outside by a name that values give.
 */
final class References implements Check {

    private static final Map<String, Set<String>> KEYS_OF_USERS = Map.of(
            "scram-sha-512", Set.of("password", "sasl.jaas.config"),
            "tls", Set.of("ca.crt", "user.crt", "user.key", "user.p12", "user.password"));
    private static final String STRIMZI_CLUSTER = "strimzi.io/cluster";
    private static final Pattern FILE = Pattern.compile("(?:file:|configtree:)?(/[^,\\s]*)");
    /** What images have of their own: a folder of a service's state, and one of the broker's. */
    private static final List<Path> IMAGE = List.of(Path.of("/var/lib/solera"), Path.of("/var/lib/kafka/data"));

    private final Set<Pattern> outside;

    /** @param outside names of what is there already; {@code {component}} in one stands for any */
    References(Set<String> outside) {
        this.outside = outside.stream()
                .map(name -> Pattern.compile(Stream.of(name.split("\\{component}", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("[a-z0-9-]+"))))
                .collect(Collectors.toSet());
    }

    @Override
    public List<String> complaints(Rendering rendering) {
        List<String> complaints = new ArrayList<>();
        for (Workload workload : rendering.workloads()) {
            Review review = new Review(workload.title(), rendering, complaints);
            review.pod(workload);
        }
        for (Ingress ingress : rendering.all(Ingress.class)) {
            Review review = new Review("Ingress " + ingress.getMetadata().getName(), rendering, complaints);
            ingress.getSpec()
                    .getTls()
                    .forEach(tls -> review.key(new Mount.Key("Secret", tls.getSecretName(), "tls.crt")));
        }
        return complaints;
    }

    private final class Review {

        private final String title;
        private final Rendering rendering;
        private final List<String> complaints;

        Review(String title, Rendering rendering, List<String> complaints) {
            this.title = title;
            this.rendering = rendering;
            this.complaints = complaints;
        }

        void pod(Workload workload) {
            Set<String> volumes = workload.pod().getVolumes().stream()
                    .map(Volume::getName)
                    .collect(Collectors.toCollection(HashSet::new));
            workload.claims().forEach(claim -> volumes.add(claim.getMetadata().getName()));
            Set<String> mounted = workload.containers().stream()
                    .flatMap(container -> container.getVolumeMounts().stream())
                    .map(VolumeMount::getName)
                    .collect(Collectors.toSet());
            mounted.stream()
                    .filter(name -> !volumes.contains(name))
                    .forEach(name -> complain("volume %s is not there", name));
            volumes.stream()
                    .filter(name -> !mounted.contains(name))
                    .forEach(name -> complain("volume %s is nowhere mounted", name));
            workload.pod().getVolumes().stream()
                    .map(Volume::getPersistentVolumeClaim)
                    .flatMap(source -> Optional.ofNullable(source).stream())
                    .filter(source -> rendering
                            .find(PersistentVolumeClaim.class, source.getClaimName())
                            .isEmpty())
                    .filter(source -> !isOutside(source.getClaimName()))
                    .forEach(source -> complain("claim %s is not there", source.getClaimName()));
            workload.pod().getImagePullSecrets().stream()
                    .filter(secret -> !isOutside(secret.getName()))
                    .forEach(secret -> complain("Secret %s is not there", secret.getName()));
            workload.containers().forEach(container -> container(container, workload));
        }

        private void container(Container container, Workload workload) {
            Set<String> paths = new HashSet<>();
            container.getVolumeMounts().stream()
                    .filter(mount -> !paths.add(mount.getMountPath()))
                    .forEach(mount -> complain("%s is mounted twice", mount.getMountPath()));
            List<Mount> mounts = Mount.of(container, workload, rendering);
            mounts.stream()
                    .flatMap(mount -> mount.files().stream())
                    .flatMap(files -> files.values().stream())
                    .forEach(this::key);
            container.getEnv().stream()
                    .flatMap(variable -> Optional.ofNullable(variable.getValueFrom()).stream())
                    .forEach(this::key);
            container.getEnvFrom().forEach(source -> complain("takes all of an object as variables", ""));
            container.getEnv().stream()
                    .filter(variable -> variable.getValue() != null)
                    .forEach(variable -> file(variable, mounts));
        }

        private void key(EnvVarSource source) {
            if (source.getConfigMapKeyRef() != null) {
                key(new Mount.Key(
                        "ConfigMap",
                        source.getConfigMapKeyRef().getName(),
                        source.getConfigMapKeyRef().getKey()));
            }
            if (source.getSecretKeyRef() != null) {
                key(new Mount.Key(
                        "Secret",
                        source.getSecretKeyRef().getName(),
                        source.getSecretKeyRef().getKey()));
            }
        }

        void key(Mount.Key key) {
            boolean isThere = key.kind().equals("ConfigMap")
                    ? rendering
                            .find(ConfigMap.class, key.object())
                            .filter(map -> map.getData().containsKey(key.key()))
                            .isPresent()
                    : isOutside(key.object()) || isMadeByStrimzi(key);
            if (!isThere) {
                complain("%s has no key %s, or is not there", key.kind() + " " + key.object(), key.key());
            }
        }

        /** A path in a variable leads into a volume, and where it is known what is in that, to a file of it. */
        private void file(EnvVar variable, List<Mount> mounts) {
            Matcher matcher = FILE.matcher(variable.getValue());
            if (!matcher.matches()) {
                return;
            }
            Path path = Path.of(matcher.group(1));
            boolean isFolder = matcher.group(1).endsWith("/");
            Optional<Mount> mount = mounts.stream()
                    .filter(candidate -> path.startsWith(candidate.path()))
                    .findFirst();
            boolean isThere = mount.map(found -> isFolder
                            ? path.equals(found.path())
                            : found.files()
                                    .map(files -> files.containsKey(
                                            found.path().relativize(path).toString()))
                                    .orElse(true))
                    .orElseGet(() -> IMAGE.stream().anyMatch(path::startsWith));
            if (!isThere) {
                complain("%s is %s, which no volume has", variable.getName(), path.toString());
            }
        }

        private boolean isMadeByStrimzi(Mount.Key key) {
            boolean ofUser = rendering
                    .find(KafkaUser.class, key.object())
                    .filter(user -> KEYS_OF_USERS
                            .getOrDefault(user.getSpec().getAuthentication().getType(), Set.of())
                            .contains(key.key()))
                    .isPresent();
            return ofUser
                    || key.key().equals("ca.crt")
                            && clusters().anyMatch(cluster -> key.object().equals(cluster + "-cluster-ca-cert"));
        }

        private Stream<String> clusters() {
            return rendering.all(KafkaUser.class).stream()
                    .map(HasMetadata::getMetadata)
                    .map(metadata -> metadata.getLabels().get(STRIMZI_CLUSTER));
        }

        private void complain(String complaint, Object... parts) {
            complaints.add(title + ": " + complaint.formatted(parts));
        }
    }

    private boolean isOutside(String name) {
        return outside.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }
}
