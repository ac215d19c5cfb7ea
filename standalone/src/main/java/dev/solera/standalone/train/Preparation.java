package dev.solera.standalone.train;

import ai.djl.util.Utils;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.plan.EvaluationPlan;
import dev.solera.learning.engine.Engine;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.broker.EmbeddedBroker;
import dev.solera.standalone.report.RunFolder;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What a run needs before its services start: the broker, the tensor engine and the recordings, all made ready at once.
 *
 * @param broker runs
 * @param corpus open
 * @param evaluationWindows samples of the evaluation pass
 */
record Preparation(EmbeddedBroker broker, Corpus corpus, int evaluationWindows) implements AutoCloseable {

    /**
     * @param err where a long first step is announced
     * @throws IllegalArgumentException where the recordings or the definition are refused; the folder is gone then
     * @throws IllegalStateException where the disk is too small; the folder is gone then
     */
    static Preparation of(PipelineDefinition definition, IngestProperties ingest, RunFolder folder, PrintStream err) {
        if (!Files.isDirectory(Utils.getEngineCacheDir("pytorch"))) {
            err.println("Unpacking the tensor engine, once on this machine ...");
        }
        var broker = CompletableFuture.supplyAsync(() -> EmbeddedBroker.start(folder.broker()), Preparation::thread);
        var engine = CompletableFuture.runAsync(() -> startEngine(definition), Preparation::thread);
        try {
            Corpus corpus = ingest.openCorpus(definition);
            int windows = new EvaluationPlan(definition, corpus, ingest.evaluationLimit())
                    .windows()
                    .size();
            DiskSpace.require(folder.path(), DiskSpace.needed(definition, windows));
            engine.join();
            return new Preparation(broker.join(), corpus, windows);
        } catch (RuntimeException e) {
            broker.thenAccept(EmbeddedBroker::close)
                    .exceptionally(failed -> null)
                    .join();
            folder.discard();
            throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause ? cause : e;
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
