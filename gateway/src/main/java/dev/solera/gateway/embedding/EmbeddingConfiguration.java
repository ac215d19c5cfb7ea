package dev.solera.gateway.embedding;

import dev.solera.gateway.gallery.Gallery;
import dev.solera.gateway.gallery.GalleryProperties;
import dev.solera.gateway.gallery.GalleryStore;
import dev.solera.gateway.gallery.GalleryTap;
import dev.solera.gateway.model.EmbeddingQueue;
import dev.solera.gateway.model.Models;
import dev.solera.gateway.upload.FileReader;
import dev.solera.gateway.upload.UploadProperties;
import dev.solera.gateway.upload.Uploads;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.ServiceFailure;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of the latent space, and of files that are asked about. */
@Configuration(proxyBeanMethods = false)
class EmbeddingConfiguration {

    @Bean
    GalleryStore galleryStore(GalleryProperties properties) {
        return new GalleryStore(properties);
    }

    @Bean
    Gallery gallery(GalleryProperties properties, GalleryStore store, PipelineDefinition definition) {
        Gallery gallery = properties.gallery(definition.input().stage().shape().size());
        store.read().forEach(gallery::offer);
        return gallery;
    }

    @Bean
    LatentSpaces latentSpaces(Models models, EmbeddingQueue queue, Gallery gallery, GalleryProperties properties) {
        return new LatentSpaces(models, queue, gallery, properties);
    }

    @Bean
    Uploads uploads(UploadProperties properties) {
        return new Uploads(properties);
    }

    @Bean
    FileEmbedder fileEmbedder(PipelineDefinition definition, UploadProperties properties, EmbeddingQueue queue) {
        return new FileEmbedder(new FileReader(definition, properties), queue);
    }

    /** Not of a run that has ended. */
    @Bean
    @ConditionalOnBooleanProperty(name = "solera.gateway.broker", matchIfMissing = true)
    GalleryTap galleryTap(
            SoleraStreams streams, Gallery gallery, LatentSpaces spaces, GalleryStore store, ServiceFailure failure) {
        return new GalleryTap(streams, gallery, spaces::refresh, store, failure);
    }
}
