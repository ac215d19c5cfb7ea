package dev.solera.service.flow;

import dev.solera.service.broker.KafkaClients;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes records of a module's input topic that nobody will read again: those before the oldest position that the
 * module may be restored to. The record at that position stays, and so does the evaluation pass, which the probe reads
 * later.
 */
public final class NeedlessRecords implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NeedlessRecords.class);

    private final String topic;
    private final Admin admin;
    private final Map<TopicPartition, Long> deleted = new HashMap<>();

    public NeedlessRecords(String name, Topics topics, int depth, KafkaClients clients) {
        this.topic = topics.activations(depth);
        this.admin = clients.lastingAdmin("solera-" + name + "-deletion");
    }

    /**
     * Deletes without waiting for the result; what could not be deleted is deleted by a later call.
     *
     * @param oldest positions, by partition
     */
    public synchronized void deleteBefore(List<PartitionPosition> oldest) {
        Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
        for (int p = 0; p < oldest.size(); p++) {
            PartitionPosition position = oldest.get(p);
            var partition = new TopicPartition(topic, p);
            if (position.offset() > deleted.getOrDefault(partition, 0L)
                    && !position.counts().evaluates()) {
                before.put(partition, RecordsToDelete.beforeOffset(position.offset()));
            }
        }
        if (!before.isEmpty()) {
            admin.deleteRecords(before)
                    .lowWatermarks()
                    .forEach((partition, result) -> result.whenComplete((done, failure) ->
                            deleted(partition, before.get(partition).beforeOffset(), failure)));
        }
    }

    private synchronized void deleted(TopicPartition partition, long before, Throwable failure) {
        if (failure == null) {
            deleted.put(partition, before);
        } else {
            LOG.warn("needless records not deleted partition={} cause={}", partition, failure.getMessage());
        }
    }

    @Override
    public void close() {
        KafkaClients.close(admin);
    }
}
