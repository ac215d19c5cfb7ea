package dev.solera.gateway.gallery;

import dev.solera.definition.InvalidDefinitionException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What of a run is embedded again with every snapshot, {@code solera.gateway.gallery.*}.
 *
 * @param samples most samples that are held out; 0 for none
 * @param training most labelled samples that are trained on, from which labels are learned; 0 for none
 * @param budget how long embedding them may take; those that are left are not shown
 * @param file they are kept in, and read from where it is there; empty for none
 */
@ConfigurationProperties("solera.gateway.gallery")
public record GalleryProperties(
        @DefaultValue("300") int samples,
        @DefaultValue("300") int training,
        @DefaultValue("10s") Duration budget,
        @DefaultValue("") String file) {

    private static final String PREFIX = "solera.gateway.gallery.";

    public GalleryProperties {
        InvalidDefinitionException.require(
                samples >= 0 && samples <= 10_000, PREFIX + "samples", samples, "0 to 10000");
        InvalidDefinitionException.require(
                training >= 0 && training <= 2_000, PREFIX + "training", training, "0 to 2000");
        InvalidDefinitionException.require(budget.toMillis() >= 1, PREFIX + "budget", budget, "1ms or more");
    }
}
