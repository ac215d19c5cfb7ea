package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.broker.PassingFailure;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A topic that is fed from, as its cluster describes it. */
final class SourceTopic {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final KafkaClients clients;

    SourceTopic(String name, KafkaClients clients) {
        this.name = name;
        this.clients = clients;
    }

    /**
     * What a run begins with now.
     *
     * @throws SourceUnavailableException where the cluster is away, or has no such topic
     * @throws InvalidSourceException where it refuses
     */
    SourceStart begin(StreamSettings settings) {
        return asked(admin -> {
            TopicDescription topic = describe(admin);
            List<TopicPartition> partitions = partitions(topic.partitions().size());
            Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
            Map<TopicPartition, Long> from = settings.time()
                    .map(time -> offsets(admin, partitions, OffsetSpec.forTimestamp(time.toEpochMilli())))
                    .orElseGet(() -> settings.from().equals(StreamSettings.EARLIEST)
                            ? offsets(admin, partitions, OffsetSpec.earliest())
                            : ends);
            return new SourceStart(
                    topic.topicId().toString(),
                    // Where no record is as late as that time, what comes next is.
                    partitions.stream()
                            .map(p -> from.get(p) < 0 ? ends.get(p) : from.get(p))
                            .toList(),
                    settings.isFinite()
                            ? Optional.of(partitions.stream().map(ends::get).toList())
                            : Optional.empty());
        });
    }

    /**
     * Looks whether it is the topic that the run began with.
     *
     * @return offsets behind its last records, by partition
     * @throws SourceUnavailableException where the cluster is away, or has no such topic
     * @throws InvalidSourceException where it is another one, or has other partitions
     */
    List<Long> ends(SourceStart start) {
        return asked(admin -> {
            TopicDescription topic = describe(admin);
            if (!topic.topicId().toString().equals(start.topic())) {
                throw new InvalidSourceException(
                        "topic %s has id %s; allowed: %s, as the run began with: it was deleted and made again, and what was not fed by then is lost; begin a new run"
                                .formatted(name, topic.topicId(), start.topic()));
            }
            if (topic.partitions().size() != start.partitions()) {
                throw new InvalidSourceException(
                        "topic %s has %d partitions; allowed: %d, as the run began with, as nobody knows which records of a key come first now; begin a new run"
                                .formatted(name, topic.partitions().size(), start.partitions()));
            }
            Map<TopicPartition, Long> ends = offsets(admin, partitions(start.partitions()), OffsetSpec.latest());
            return partitions(start.partitions()).stream().map(ends::get).toList();
        });
    }

    /** Offsets of the first records that are still there, by partition. */
    List<Long> beginnings(int count) {
        return asked(admin -> {
            Map<TopicPartition, Long> first = offsets(admin, partitions(count), OffsetSpec.earliest());
            return partitions(count).stream().map(first::get).toList();
        });
    }

    List<TopicPartition> partitions(int count) {
        return IntStream.range(0, count)
                .mapToObj(p -> new TopicPartition(name, p))
                .toList();
    }

    String name() {
        return name;
    }

    private TopicDescription describe(Admin admin) {
        return wait(admin.describeTopics(List.of(name)).topicNameValues().get(name));
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                wait(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all());
        Map<TopicPartition, Long> offsets = new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** Wraps what a call of the cluster failed for, until {@link #asked} says what that means. */
    private static final class FailedCall extends RuntimeException {
        FailedCall(Throwable cause) {
            super(cause);
        }
    }

    private static <T> T wait(KafkaFuture<T> answer) {
        try {
            return answer.get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new FailedCall(e.getCause());
        } catch (TimeoutException e) {
            throw new FailedCall(e);
        }
    }

    private <T> T asked(Function<Admin, T> question) {
        Admin admin;
        try {
            admin = clients.admin("solera-ingest-source", PATIENCE);
        } catch (KafkaException e) {
            throw refused(e);
        }
        try {
            return question.apply(admin);
        } catch (FailedCall e) {
            throw refused(e.getCause());
        } finally {
            KafkaClients.close(admin);
        }
    }

    /** Of a setting that is wrong, and of a certificate that is, only the cause says what is. */
    private static Throwable telling(Throwable failure) {
        if (failure.getCause() instanceof ConfigException config) {
            return config;
        }
        Throwable root = failure;
        while (failure instanceof SslAuthenticationException && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private RuntimeException refused(Throwable cause) {
        if (cause instanceof UnknownTopicOrPartitionException) {
            return new SourceUnavailableException("topic %s is not on %s".formatted(name, clients.servers()));
        }
        Throwable root = telling(cause);
        String because = "%s: %s".formatted(root.getClass().getSimpleName(), root.getMessage());
        if (PassingFailure.is(cause) || because.contains("No resolvable bootstrap urls")) {
            return new SourceUnavailableException(
                    "topic %s on %s cannot be reached: %s".formatted(name, clients.servers(), because));
        }
        return new InvalidSourceException(
                "topic %s on %s cannot be read: %s; allowed: a topic that this service has the right to read, with settings solera.ingest.stream.kafka.*"
                        .formatted(name, clients.servers(), because),
                cause);
    }
}
