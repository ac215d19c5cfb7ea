package dev.solera.service;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Kafka's public image in a container, of the version that the services speak. */
final class ContainerBroker implements AutoCloseable {

    private static final String IMAGE = "apache/kafka:" + System.getProperty("kafka.version");

    private final KafkaContainer container = new KafkaContainer(DockerImageName.parse(IMAGE));

    ContainerBroker() {
        container.start();
    }

    /** What stands in the way of such a container, if anything does; fetches the image where it is missing. */
    static Optional<String> hindrance() throws InterruptedException {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.of("no Docker engine answers");
        }
        DockerClient docker = DockerClientFactory.lazyClient();
        try {
            docker.inspectImageCmd(IMAGE).exec();
            return Optional.empty();
        } catch (NotFoundException missing) {
            return pull(docker);
        }
    }

    private static Optional<String> pull(DockerClient docker) throws InterruptedException {
        try {
            docker.pullImageCmd(IMAGE).start().awaitCompletion();
            return Optional.empty();
        } catch (DockerException e) {
            return Optional.of(IMAGE + " is not here and cannot be fetched: " + e.getMessage());
        }
    }

    KafkaBroker.Address address() {
        return new KafkaBroker.Address(container.getBootstrapServers());
    }

    @Override
    public void close() {
        container.stop();
    }
}
