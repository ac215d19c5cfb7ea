package dev.solera.standalone.train;

import ai.djl.util.Utils;
import dev.solera.engine.Engine;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.broker.EmbeddedBroker;
import dev.solera.standalone.report.RunFolder;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What a run needs before its services start: the broker and the tensor engine, both made ready at once.
 *
 * @param broker runs
 */
record Preparation(EmbeddedBroker broker) implements AutoCloseable {

    /**
     * @param err where a long first step is announced
     * @throws RuntimeException where one of them does not start; none runs then
     */
    static Preparation of(PipelineDefinition definition, RunFolder folder, PrintStream err) {
        if (!Files.isDirectory(Utils.getEngineCacheDir("pytorch"))) {
            err.println("Unpacking the tensor engine, once on this machine ...");
        }
        var broker = CompletableFuture.supplyAsync(() -> EmbeddedBroker.start(folder.broker()), Preparation::thread);
        var engine = CompletableFuture.runAsync(() -> startEngine(definition), Preparation::thread);
        try {
            engine.join();
            return new Preparation(broker.join());
        } catch (CompletionException e) {
            broker.thenAccept(EmbeddedBroker::close)
                    .exceptionally(failed -> null)
                    .join();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static void startEngine(PipelineDefinition definition) {
        Engine.start(definition.module(1).threads());
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "preparation");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        broker.close();
    }
}
