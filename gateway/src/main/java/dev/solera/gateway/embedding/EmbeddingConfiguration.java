package dev.solera.gateway.embedding;

import dev.solera.gateway.model.EmbeddingQueue;
import dev.solera.gateway.model.Models;
import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.ServiceFailure;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of the latent space. */
@Configuration(proxyBeanMethods = false)
class EmbeddingConfiguration {

    @Bean
    GalleryStore galleryStore(GalleryProperties properties) {
        return new GalleryStore(properties);
    }

    @Bean
    Gallery gallery(GalleryProperties properties, GalleryStore store) {
        Gallery gallery = new Gallery(properties.samples());
        store.read().forEach(gallery::offer);
        return gallery;
    }

    @Bean
    LatentSpaces latentSpaces(Models models, EmbeddingQueue queue, Gallery gallery, GalleryProperties properties) {
        return new LatentSpaces(models, queue, gallery, properties);
    }

    /** Not of a run that has ended. */
    @Bean
    @ConditionalOnBooleanProperty(name = "solera.gateway.broker", matchIfMissing = true)
    GalleryTap galleryTap(
            SoleraStreams streams, Gallery gallery, LatentSpaces spaces, GalleryStore store, ServiceFailure failure) {
        return new GalleryTap(streams, gallery, spaces, store, failure);
    }
}
