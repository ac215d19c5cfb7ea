package dev.solera.service.broker;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.stream.RecordLimits;
import dev.solera.stream.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the broker and creates those of the pipeline's topics that are missing, or waits for another service to
 * create them if this one is not allowed to. Activation topics are bounded by the lag bound and by the deletion of
 * records that nobody needs any more, never by age. By size are bounded the top topic, from which nobody deletes, and
 * in flow {@code latest} all of them.
 */
public final class TopicProvisioner {

    private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioner.class);
    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    /** Until a broker that has come back surely knows of every topic that there is. */
    private static final Duration PROPAGATION = Duration.ofSeconds(30);

    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final long KEPT_BYTES = 1L << 30;
    /** Letters have no value, so that this is a hundred thousand of them. */
    private static final long SOURCE_LETTERS_BYTES = 64L << 20;

    private static final long TELEMETRY_BYTES = 1L << 30;
    /**
     * The smallest that Kafka allows: the active segment is never compacted, and every starting service reads all of
     * it.
     */
    private static final int POSITIONS_SEGMENT_BYTES = 1 << 20;
    /** Of which the active one is never compacted either; a few chunks make one. */
    private static final int PARAMETERS_SEGMENT_BYTES = 4 << 20;
    /** Samples that a topic bounded by size keeps at least, however large they are: room for an evaluation pass. */
    private static final long KEPT_SAMPLES = 10_000;
    /** Room for the headers that say why a record was rejected and where it came from. */
    private static final int DEAD_LETTER_HEADERS = 64 << 10;

    private final PipelineDefinition definition;
    private final KafkaClients clients;
    private final boolean creates;
    private final Duration patience;
    /** One asks at a time; whoever waits behind it can be told to give up, as it can. */
    private final ReentrantLock turn = new ReentrantLock();

    private final Set<String> there = new HashSet<>();

    /** @param creates whether to create what is missing */
    public TopicProvisioner(PipelineDefinition definition, KafkaClients clients, boolean creates, Duration patience) {
        this.definition = definition;
        this.clients = clients;
        this.creates = creates;
        this.patience = patience;
    }

    /**
     * Returns once the broker answers and the topics are there; a second call for the same ones returns at once.
     *
     * @param topics the caller will use; where this service creates topics, all of the pipeline's are there afterwards
     * @throws BrokerUnavailableException where no broker answers in time
     * @throws MissingTopicsException where one does, and nobody has created the topics in time
     */
    public void ensure(String... topics) throws InterruptedException {
        List<String> wanted = List.of(topics);
        turn.lockInterruptibly();
        try {
            if (!there.containsAll(wanted)) {
                awaitOrCreate(wanted);
            }
        } finally {
            turn.unlock();
        }
    }

    private void awaitOrCreate(List<String> wanted) throws InterruptedException {
        if (creates) {
            List<NewTopic> all = topics();
            do {
                awaitBroker(patience);
            } while (!created(all));
            all.forEach(topic -> there.add(topic.name()));
        } else {
            awaitTopics(wanted);
            there.addAll(wanted);
        }
    }

    /** @return whether they are there now; false if the broker has gone away meanwhile */
    private boolean created(List<NewTopic> topics) {
        try {
            clients.createOrModify(topics);
            return true;
        } catch (RuntimeException e) {
            if (!PassingFailure.is(e)) {
                throw e;
            }
            LOG.info("topics not created yet servers={} cause=\"{}\"", clients.servers(), e.getMessage());
            return false;
        }
    }

    /**
     * Waits for a broker that was there before, for as long as it takes.
     *
     * @throws MissingTopicsException where it is there without topics that it had
     */
    public void awaitReturn() throws InterruptedException {
        do {
            awaitBroker(FOR_EVER);
        } while (!hasAllItHad());
    }

    /** @return whether nothing is missing: not where the broker went away meanwhile */
    private boolean hasAllItHad() throws InterruptedException {
        Set<String> had = had();
        Duration most = patience.compareTo(PROPAGATION) < 0 ? patience : PROPAGATION;
        try {
            await(
                    most,
                    admin -> admin.describeTopics(had).allTopicNames(),
                    "which for %d s had no longer all of " + String.join(", ", new TreeSet<>(had))
                            + "; allowed: topics that stay for as long as a run needs them");
            return true;
        } catch (BrokerUnavailableException e) {
            return false;
        }
    }

    private Set<String> had() {
        turn.lock();
        try {
            return Set.copyOf(there);
        } finally {
            turn.unlock();
        }
    }

    private void awaitBroker(Duration patience) throws InterruptedException {
        await(
                patience,
                admin -> admin.describeCluster().nodes(),
                "where no broker answered for %d s; allowed: a running broker");
    }

    private void awaitTopics(List<String> wanted) throws InterruptedException {
        await(
                patience,
                admin -> admin.describeTopics(wanted).allTopicNames(),
                "where for %d s nobody created " + String.join(", ", wanted)
                        + ", or this service has no right to use them; allowed: topics that are there, or"
                        + " solera.create-topics");
    }

    /** @param refusal what to say after {@code spring.kafka.bootstrap-servers is ...,} with the seconds to fill in */
    private void await(Duration patience, Function<Admin, KafkaFuture<?>> question, String refusal)
            throws InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            long attempt = System.nanoTime();
            try {
                ask(question, patience);
                return;
            } catch (ExecutionException | TimeoutException | KafkaException e) {
                Duration waited = Duration.ofNanos(System.nanoTime() - begin);
                if (waited.compareTo(patience) >= 0) {
                    String message = "spring.kafka.bootstrap-servers is %s, %s"
                            .formatted(clients.servers(), refusal.formatted(waited.toSeconds()));
                    throw isAnswer(e)
                            ? new MissingTopicsException(message, e)
                            : new BrokerUnavailableException(message, e);
                }
                LOG.info(
                        "waiting for broker servers={} seconds={} cause=\"{}\"",
                        clients.servers(),
                        waited.toSeconds(),
                        e.toString());
            }
            TimeUnit.NANOSECONDS.sleep(ATTEMPT.toNanos() - (System.nanoTime() - attempt));
        }
    }

    /** Whether a broker is there, and says no. */
    private static boolean isAnswer(Exception failure) {
        return failure.getCause() instanceof UnknownTopicOrPartitionException
                || failure.getCause() instanceof AuthorizationException;
    }

    private void ask(Function<Admin, KafkaFuture<?>> question, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        Duration most = patience.compareTo(ATTEMPT) < 0 ? patience : ATTEMPT;
        Duration allowed = most.compareTo(SHORTEST) < 0 ? SHORTEST : most;
        Admin admin = clients.admin("solera-wait", allowed);
        try {
            question.apply(admin).get(allowed.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            KafkaClients.close(admin);
        }
    }

    public List<NewTopic> topics() {
        Topics names = new Topics(definition.pipeline());
        List<NewTopic> topics = new ArrayList<>();
        for (int depth : definition.placement().topicDepths()) {
            int batchBytes = RecordLimits.of(definition, depth).batchBytes();
            boolean bounded = depth == definition.depth() || !definition.flow().isLossless();
            long kept = bounded ? keptBytes(depth) : -1;
            topics.add(activations(names.activations(depth), batchBytes, kept));
            topics.add(activations(names.deadLetters(depth), batchBytes + DEAD_LETTER_HEADERS, KEPT_BYTES));
        }
        for (int module = 1; module <= definition.depth(); module++) {
            topics.add(single(
                    names.parameters(module),
                    Map.of(
                            TopicConfig.CLEANUP_POLICY_CONFIG,
                            TopicConfig.CLEANUP_POLICY_COMPACT,
                            TopicConfig.SEGMENT_BYTES_CONFIG,
                            Integer.toString(PARAMETERS_SEGMENT_BYTES))));
        }
        topics.add(single(
                names.sourceDeadLetters(),
                Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        Long.toString(SOURCE_LETTERS_BYTES))));
        topics.add(single(
                names.telemetry(),
                Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        Long.toString(TELEMETRY_BYTES))));
        topics.add(single(
                names.positions(),
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(POSITIONS_SEGMENT_BYTES))));
        topics.add(
                single(names.control(), Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
        return topics;
    }

    private long keptBytes(int depth) {
        long values = definition.stages().get(depth).shape().size();
        return Math.max(KEPT_BYTES, KEPT_SAMPLES * Float.BYTES * values);
    }

    private NewTopic activations(String name, int batchBytes, long kept) {
        Map<String, String> settings = new HashMap<>();
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(batchBytes));
        settings.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        settings.put(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(kept));
        settings.put(
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Integer.toString(Math.max(definition.wire().segmentBytes(), batchBytes)));
        settings.put(TopicConfig.FILE_DELETE_DELAY_MS_CONFIG, "1000");
        return new NewTopic(name, Optional.of(definition.wire().partitions()), Optional.empty()).configs(settings);
    }

    private static NewTopic single(String name, Map<String, String> settings) {
        return new NewTopic(name, Optional.of(1), Optional.empty()).configs(settings);
    }
}
