package dev.solera.helm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container finds in a folder.
 *
 * @param path of the folder in the container
 * @param files where it is known which ones there are: the objects' keys by file name
 */
record Mount(Path path, Optional<Map<String, Key>> files) {

    /**
     * A key of an object.
     *
     * @param kind ConfigMap or Secret
     */
    record Key(String kind, String object, String key) {}

    static List<Mount> of(Container container, Workload workload, Rendering rendering) {
        return container.getVolumeMounts().stream()
                .map(mount -> new Mount(
                        Path.of(mount.getMountPath()),
                        workload.pod().getVolumes().stream()
                                .filter(volume -> volume.getName().equals(mount.getName()))
                                .findFirst()
                                .flatMap(volume -> files(volume, rendering))))
                .toList();
    }

    private static Optional<Map<String, Key>> files(Volume volume, Rendering rendering) {
        Map<String, Key> files = new HashMap<>();
        if (volume.getConfigMap() != null) {
            put(
                    files,
                    "ConfigMap",
                    volume.getConfigMap().getName(),
                    volume.getConfigMap().getItems(),
                    rendering);
        } else if (volume.getSecret() != null) {
            put(
                    files,
                    "Secret",
                    volume.getSecret().getSecretName(),
                    volume.getSecret().getItems(),
                    rendering);
        } else if (volume.getProjected() != null) {
            for (VolumeProjection source : volume.getProjected().getSources()) {
                if (source.getConfigMap() != null) {
                    put(
                            files,
                            "ConfigMap",
                            source.getConfigMap().getName(),
                            source.getConfigMap().getItems(),
                            rendering);
                }
                if (source.getSecret() != null) {
                    put(
                            files,
                            "Secret",
                            source.getSecret().getName(),
                            source.getSecret().getItems(),
                            rendering);
                }
            }
        } else {
            return Optional.empty();
        }
        return Optional.of(files);
    }

    private static void put(
            Map<String, Key> files, String kind, String object, List<KeyToPath> items, Rendering rendering) {
        items.forEach(item -> files.put(item.getPath(), new Key(kind, object, item.getKey())));
        if (items.isEmpty() && kind.equals("ConfigMap")) {
            rendering
                    .find(ConfigMap.class, object)
                    .ifPresent(map ->
                            map.getData().keySet().forEach(key -> files.put(key, new Key(kind, object, key))));
        }
    }
}
