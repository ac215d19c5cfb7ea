package dev.solera.standalone.train;

import dev.solera.activation.ActivationCodec;
import dev.solera.pipeline.PipelineDefinition;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much disk a run may need at once, compared with what is free. */
final class DiskSpace {

    /** Log segments of a topic that are no longer needed and not yet gone, at most. */
    private static final long SEGMENTS_LEFT = 2L * (64 << 20);

    /** Parameters, tables, pictures, Kafka's own topics and logs. */
    private static final long OWN = 512L << 20;

    /** What passes through all topics while two checkpoints of a module are kept: half a minute at 30 MB a second. */
    private static final long BETWEEN_CHECKPOINTS = 1L << 30;

    private DiskSpace() {}

    /**
     * Bytes that a run may hold at once: in every topic what the lag bound allows, the evaluation pass, which stays until the
     * probe has read it, and segments that wait for their deletion; and what came since the oldest checkpoints.
     *
     * @param evaluationWindows samples of the evaluation pass
     */
    static long needed(PipelineDefinition definition, long evaluationWindows) {
        long samples = definition.flow().lagBound() + evaluationWindows;
        long needed = OWN + BETWEEN_CHECKPOINTS;
        for (int depth : definition.placement().topicDepths()) {
            long sample = ActivationCodec.of(definition, depth).bytesPerSample();
            needed = Math.addExact(needed, Math.multiplyExact(sample, samples) + SEGMENTS_LEFT);
        }
        return needed;
    }

    /**
     * @param folder there, or still to be made
     * @throws IllegalStateException where {@code folder} lies on a disk with less than {@code needed} bytes free
     */
    static void require(Path folder, long needed) {
        // A FileStore would be looked for in the list of mounts, where a root that was changed has none.
        long free = existing(folder.toAbsolutePath()).toFile().getUsableSpace();
        if (free < needed) {
            throw new IllegalStateException(
                    "free disk at %s is %s; allowed: %s or more, as activations wait there between modules"
                            .formatted(folder, megabytes(free), megabytes(needed)));
        }
    }

    private static Path existing(Path folder) {
        return Files.exists(folder) ? folder : existing(folder.getParent());
    }

    private static String megabytes(long bytes) {
        return "%,d MB".formatted(bytes >> 20);
    }
}
