package dev.solera.standalone.stack;

import dev.solera.service.SoleraStreams;
import dev.solera.service.event.ServiceCommand;
import dev.solera.service.event.TelemetryListener;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.TelemetryEvent;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Services of one run in this process: each its own Spring application under one parent, which holds the metrics registry
 * that all share. They talk to each other through Kafka alone, as they do on a cluster.
 */
public final class StandaloneStack implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandaloneStack.class);

    /** Contexts that start at once: class loading keeps about two processors busy. */
    private static final int STARTING_AT_ONCE = 2;

    /** How long services have to end by themselves where what they wait for will not come. */
    private static final Duration PATIENCE_WITHOUT_BROKER = Duration.ofSeconds(10);

    private final ConfigurableApplicationContext parent;
    private final RunCompletion completion;
    private final CompletableFuture<String> brokerDeath;
    private final Map<String, ConfigurableApplicationContext> contexts =
            Collections.synchronizedMap(new LinkedHashMap<>());
    private final Set<String> paused = ConcurrentHashMap.newKeySet();
    private TelemetryListener telemetry;

    private StandaloneStack(
            ConfigurableApplicationContext parent, RunCompletion completion, CompletableFuture<String> brokerDeath) {
        this.parent = parent;
        this.completion = completion;
        this.brokerDeath = brokerDeath;
        brokerDeath.thenAccept(cause -> completion.fail(new ServiceFailedException("broker", cause)));
    }

    /**
     * Starts services, those named first earlier, and returns when all run.
     *
     * @param brokerDeath done with the cause where the broker cannot go on, which is the end of the run
     * @param listener gets every telemetry event of the run, in order, on one thread; where it fails, the run does
     * @throws ServiceFailedException where one does not start; the others are stopped
     */
    public static StandaloneStack start(
            StackSettings settings, CompletableFuture<String> brokerDeath, Consumer<TelemetryEvent> listener)
            throws InterruptedException {
        ConfigurableApplicationContext parent = builder(SharedConfiguration.class, settings.shared())
                .initializers(context -> settings.beans().forEach(context.getBeanFactory()::registerSingleton))
                .web(WebApplicationType.NONE)
                .run();
        StandaloneStack stack = new StandaloneStack(parent, new RunCompletion(settings.ending()), brokerDeath);
        try {
            stack.startAll(listener, settings.services(), settings.shared());
            return stack;
        } catch (RuntimeException | InterruptedException e) {
            stack.close();
            throw e;
        }
    }

    /** Also creates the topics, so that no service's first word is lost. */
    private void listen(Consumer<TelemetryEvent> listener) {
        failWith("standalone", parent);
        long start = System.currentTimeMillis();
        telemetry = telemetry(event -> {
            tell(listener, event);
            if (event instanceof TelemetryEvent.Paused told) {
                note(told);
            }
            boolean ofEarlierLife = event instanceof TelemetryEvent.Failed && event.time() < start;
            if (!ofEarlierLife) {
                completion.accept(event);
            }
        });
    }

    private void note(TelemetryEvent.Paused told) {
        if (told.paused()) {
            paused.add(told.service());
        } else {
            paused.remove(told.service());
        }
    }

    private void tell(Consumer<TelemetryEvent> listener, TelemetryEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            completion.fail(new ServiceFailedException("record of the run", e));
        }
    }

    private TelemetryListener telemetry(Consumer<TelemetryEvent> handler) {
        try {
            return parent.getBean(SoleraStreams.class).telemetryFromBeginning("standalone", handler);
        } catch (InterruptedException e) {
            throw new IllegalStateException("given up before the broker answered", e);
        }
    }

    /** Services that wait for the broker are not waited for when it is gone. */
    private void startAll(Consumer<TelemetryEvent> listener, List<Service> services, Map<String, Object> shared)
            throws InterruptedException {
        ExecutorService starters = Executors.newFixedThreadPool(STARTING_AT_ONCE);
        try {
            awaitStart("telemetry", CompletableFuture.runAsync(() -> listen(listener), starters));
            Map<Service, CompletableFuture<?>> starting = new LinkedHashMap<>();
            services.forEach(service ->
                    starting.put(service, CompletableFuture.runAsync(() -> run(service, shared), starters)));
            for (var entry : starting.entrySet()) {
                awaitStart(entry.getKey().name(), entry.getValue());
            }
        } finally {
            starters.shutdownNow();
            starters.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private void run(Service service, Map<String, Object> shared) {
        Map<String, Object> settings = new HashMap<>(shared);
        settings.putAll(service.settings());
        ConfigurableApplicationContext context = builder(service.application(), settings)
                .parent(parent)
                .web(service.web() ? WebApplicationType.SERVLET : WebApplicationType.NONE)
                .run();
        failWith(service.name(), context);
        contexts.put(service.name(), context);
        LOG.info("service started name={}", service.name());
    }

    /** Telemetry tells it too, unless that is what has failed. */
    private void failWith(String name, ConfigurableApplicationContext context) {
        context.getBean(ServiceFailure.class)
                .onReport(cause -> completion.fail(new ServiceFailedException(name, ServiceFailure.line(cause))));
    }

    private static SpringApplicationBuilder builder(Class<?> source, Map<String, Object> settings) {
        return new SpringApplicationBuilder(source)
                .environment(environment(settings))
                .registerShutdownHook(false);
    }

    /**
     * Settings before everything else, and no environment variables at all: those that a user has for services on a
     * cluster, such as {@code SPRING_KAFKA_SECURITY_PROTOCOL}, would keep this process from its own broker.
     */
    private static ConfigurableEnvironment environment(Map<String, Object> settings) {
        Map<String, Object> first = new HashMap<>(settings);
        first.put("spring.config.name", "solera-standalone");
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        environment.getPropertySources().addFirst(new MapPropertySource("standalone", first));
        return environment;
    }

    private void awaitStart(String name, CompletableFuture<?> starting) throws InterruptedException {
        try {
            completion.await(starting);
        } catch (ExecutionException e) {
            throw new ServiceFailedException(name, e.getCause());
        }
    }

    /** A bean of a service, which has to run. */
    public <T> T bean(String service, Class<T> type) {
        return contexts.get(service).getBean(type);
    }

    /**
     * Tells all services that are paused to go on.
     *
     * @param by who wants it, for people
     */
    public void resume(String by) {
        for (String service : paused) {
            var command = new ServiceCommand(
                    UUID.randomUUID().toString(), ServiceCommand.State.RUNNING, by, System.currentTimeMillis());
            try {
                parent.getBean(SoleraStreams.class).control().put(ServiceCommand.key(service), command.word());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /**
     * Returns when the run is over.
     *
     * @throws ServiceFailedException where a service failed
     */
    public void await() throws InterruptedException {
        completion.await();
    }

    /** Stops all services, those that started last first. */
    @Override
    public void close() {
        if (brokerDeath.isDone()) {
            closeWithoutBroker();
            return;
        }
        if (telemetry != null) {
            telemetry.close();
        }
        List<String> names = List.copyOf(contexts.keySet());
        for (int i = names.size() - 1; i >= 0; i--) {
            contexts.get(names.get(i)).close();
        }
        parent.close();
    }

    /** All at once and briefly: each would wait for minutes for a broker that does not come back. */
    private void closeWithoutBroker() {
        ExecutorService closers = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "closing");
            thread.setDaemon(true);
            return thread;
        });
        contexts.values().forEach(context -> closers.execute(context::close));
        closers.shutdown();
        try {
            if (!closers.awaitTermination(PATIENCE_WITHOUT_BROKER.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("services are left as they are after={}", PATIENCE_WITHOUT_BROKER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
