package dev.solera.gateway.gallery;

import dev.solera.activation.MalformedRecordException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that a gallery is kept in, where there is to be one. Without it a run is served without its samples, and no more. */
public final class GalleryStore {

    private static final Logger LOG = LoggerFactory.getLogger(GalleryStore.class);

    private final Optional<Path> file;

    public GalleryStore(GalleryProperties properties) {
        file = properties.file().isEmpty() ? Optional.empty() : Optional.of(Path.of(properties.file()));
    }

    void write(List<GallerySample> samples) {
        if (file.isEmpty() || samples.isEmpty()) {
            return;
        }
        try {
            GalleryFile.write(file.get(), samples);
        } catch (IOException e) {
            LOG.warn("gallery not written file={} cause=\"{}\"", file.get(), e.getMessage());
        }
    }

    public List<GallerySample> read() {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return List.of();
        }
        try {
            return GalleryFile.read(file.get());
        } catch (IOException | MalformedRecordException e) {
            LOG.warn("gallery not read file={} cause=\"{}\"", file.get(), e.getMessage());
            return List.of();
        }
    }
}
