package dev.solera.gateway.gallery;

import dev.solera.definition.InvalidDefinitionException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What of a run is embedded again with every snapshot, {@code solera.gateway.gallery.*}.
 *
 * @param samples most samples that are held out; 0 for none
 * @param training most labelled samples that are trained on, from which labels are learned; 0 for none
 * @param memory that all of them may take; where it is too little for as many, there are fewer of both
 * @param budget how long embedding them may take; those that are left are not shown
 * @param file they are kept in, and read from where it is there; empty for none
 */
@ConfigurationProperties("solera.gateway.gallery")
public record GalleryProperties(
        @DefaultValue("300") int samples,
        @DefaultValue("300") int training,
        @DefaultValue("64MB") DataSize memory,
        @DefaultValue("10s") Duration budget,
        @DefaultValue("") String file) {

    private static final Logger LOG = LoggerFactory.getLogger(GalleryProperties.class);
    private static final String PREFIX = "solera.gateway.gallery.";

    public GalleryProperties {
        InvalidDefinitionException.require(
                samples >= 0 && samples <= 10_000, PREFIX + "samples", samples, "0 to 10000");
        InvalidDefinitionException.require(
                training >= 0 && training <= 1_000, PREFIX + "training", training, "0 to 1000");
        InvalidDefinitionException.require(
                memory.toBytes() >= 1 && memory.toMegabytes() < 1024, PREFIX + "memory", memory, "1B to 1023MB");
        InvalidDefinitionException.require(budget.toMillis() >= 1, PREFIX + "budget", budget, "1ms or more");
    }

    /** An empty gallery of samples that have so many values each. */
    public Gallery gallery(int values) {
        long room = memory.toBytes() / Math.multiplyExact((long) values, Float.BYTES);
        long wanted = samples + training;
        if (room >= wanted) {
            return new Gallery(samples, training);
        }
        int heldOut = (int) (room * samples / wanted);
        LOG.info("gallery smaller samples={} wanted={} cause=\"{}memory is {}\"", room, wanted, PREFIX, memory);
        return new Gallery(heldOut, (int) room - heldOut);
    }
}
