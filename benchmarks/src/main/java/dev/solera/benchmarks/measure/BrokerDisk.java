package dev.solera.benchmarks.measure;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.stream.Topics;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Bytes of a broker's data folder, by what bounds them.
 *
 * @param inputs topics that a module reads: deleted from, once no checkpoint needs a record any more
 * @param top the topmost topic, bounded by size
 * @param rest telemetry, control, dead letters, and the broker's own
 */
public record BrokerDisk(long inputs, long top, long rest) {

    /** Adds up the files; segments that go meanwhile are left out. */
    public static BrokerDisk of(Path data, PipelineDefinition definition) throws IOException {
        long[] bytes = new long[3];
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[kind(data.relativize(file), definition)] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return new BrokerDisk(bytes[0], bytes[1], bytes[2]);
    }

    /** A partition's folder is {@code <topic>-<partition>}. */
    private static int kind(Path file, PipelineDefinition definition) {
        String folder = file.getName(0).toString();
        Topics topics = new Topics(definition.pipeline());
        for (int depth : definition.placement().topicDepths()) {
            if (folder.matches("\\Q" + topics.activations(depth) + "\\E-\\d+")) {
                return depth == definition.depth() ? 1 : 0;
            }
        }
        return 2;
    }

    public long total() {
        return inputs + top + rest;
    }
}
