package dev.solera.service.monitoring;

import dev.solera.stream.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * What the broker reports about a pipeline's topics at one moment.
 *
 * @param partitions of all topics
 * @param missingReplicas by topic, replicas that are not in sync
 */
record BrokerView(Map<TopicPartition, Offsets> partitions, Map<String, Long> missingReplicas) {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * A partition's records.
     *
     * @param begin offset of the oldest one there
     * @param end offset of the next one
     */
    record Offsets(long begin, long end) {}

    /**
     * A folder in which a broker keeps its data.
     *
     * @param broker number of the node
     * @param folder its path there
     * @param totalBytes of its disk
     * @param usableBytes of its disk
     * @param sizes bytes, by partition of the pipeline
     */
    record Disk(int broker, String folder, long totalBytes, long usableBytes, Map<TopicPartition, Long> sizes) {}

    BrokerView {
        partitions = Map.copyOf(partitions);
        missingReplicas = Map.copyOf(missingReplicas);
    }

    /** The brokers that are there. */
    static List<Integer> nodes(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        return await(admin.describeCluster().nodes()).stream().map(Node::id).toList();
    }

    static BrokerView of(Admin admin, Topics topics) throws InterruptedException, ExecutionException, TimeoutException {
        List<String> names = await(admin.listTopics().names()).stream()
                .filter(topics::contains)
                .toList();
        Collection<TopicDescription> described =
                await(admin.describeTopics(names).allTopicNames()).values();
        List<TopicPartition> asked = described.stream()
                .flatMap(topic -> topic.partitions().stream().map(p -> new TopicPartition(topic.name(), p.partition())))
                .toList();
        var begins = offsets(admin, asked, OffsetSpec::earliest);
        var ends = offsets(admin, asked, OffsetSpec::latest);
        return new BrokerView(
                asked.stream()
                        .collect(Collectors.toMap(
                                p -> p,
                                p -> new Offsets(
                                        begins.get(p).offset(), ends.get(p).offset()))),
                described.stream().collect(Collectors.toMap(TopicDescription::name, BrokerView::missing)));
    }

    /** The disks of all brokers; needs the right to describe the cluster. */
    static List<Disk> disks(Admin admin, Topics topics, List<Integer> nodes)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Disk> disks = new ArrayList<>();
        await(admin.describeLogDirs(nodes).allDescriptions())
                .forEach((broker, folders) ->
                        folders.forEach((folder, found) -> disks.add(disk(topics, broker, folder, found))));
        return disks;
    }

    private static Disk disk(Topics topics, int broker, String folder, LogDirDescription found) {
        Map<TopicPartition, Long> sizes = found.replicaInfos().entrySet().stream()
                .filter(replica -> topics.contains(replica.getKey().topic()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, replica -> replica.getValue().size()));
        return new Disk(
                broker,
                folder,
                found.totalBytes().orElse(0),
                found.usableBytes().orElse(0),
                sizes);
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Admin admin, List<TopicPartition> partitions, Supplier<OffsetSpec> spec)
            throws InterruptedException, ExecutionException, TimeoutException {
        return await(admin.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> spec.get())))
                .all());
    }

    private static long missing(TopicDescription topic) {
        return topic.partitions().stream()
                .mapToLong(p -> p.replicas().size() - p.isr().size())
                .sum();
    }

    private static <T> T await(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
