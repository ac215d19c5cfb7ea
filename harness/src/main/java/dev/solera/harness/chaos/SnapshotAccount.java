package dev.solera.harness.chaos;

import dev.solera.stream.document.Document;
import dev.solera.stream.document.DocumentAssembly;
import dev.solera.stream.document.DocumentChunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A book of the snapshots that modules published: at which numbers of samples, and whether they were the same when they came again. */
public final class SnapshotAccount {

    private final Map<Integer, DocumentAssembly> assemblies = new HashMap<>();
    /** By module and number of samples, every SHA-256 that came. */
    private final Map<Integer, Map<Long, Set<String>>> published = new HashMap<>();

    /** Enters a record of a module's topic, in the order of the topic. */
    public void enter(int module, ConsumerRecord<byte[], byte[]> record) {
        assemblies
                .computeIfAbsent(module, first -> new DocumentAssembly())
                .accept(DocumentChunk.read(record))
                .ifPresent(document -> enter(module, document));
    }

    /** Enters a snapshot. */
    public void enter(int module, Document document) {
        published
                .computeIfAbsent(module, first -> new TreeMap<>())
                .computeIfAbsent(document.header().samples(), first -> new HashSet<>())
                .add(document.header().sha256());
    }

    /**
     * What is wrong with a module's.
     *
     * @param expected SHA-256 by number of samples
     */
    List<String> faults(int module, Map<Long, String> expected) {
        Map<Long, Set<String>> found = published.getOrDefault(module, Map.of());
        List<String> faults = new ArrayList<>();
        if (!found.keySet().equals(expected.keySet())) {
            faults.add("module %d: snapshots after %s samples; allowed: %s"
                    .formatted(module, found.keySet(), new TreeMap<>(expected).keySet()));
        }
        found.forEach((samples, digests) -> {
            if (!digests.equals(Set.of(expected.getOrDefault(samples, "")))) {
                faults.add("module %d: its snapshot after %d samples is another one".formatted(module, samples));
            }
        });
        return faults;
    }
}
