package dev.solera.gateway.inference;

import dev.solera.gateway.inference.InferenceException.Cause;
import dev.solera.gateway.model.EmbeddingQueue;
import dev.solera.gateway.model.Embeddings;
import dev.solera.gateway.model.LoadedStack;
import dev.solera.gateway.model.Models;
import dev.solera.gateway.model.NotTakenException;
import dev.solera.gateway.model.Recordings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The protocol's calls, whichever way they come. */
final class Inference {

    private final Models models;
    private final EmbeddingQueue queue;
    private final CallStatistics statistics = new CallStatistics();

    Inference(Models models, EmbeddingQueue queue) {
        this.models = models;
        this.queue = queue;
    }

    CallStatistics statistics() {
        return statistics;
    }

    /** Whether there is a snapshot to be asked. */
    boolean isReady() {
        return models.hold()
                .map(stack -> {
                    stack.release();
                    return true;
                })
                .orElse(false);
    }

    /** Whether a model is there, in that version. */
    boolean isReady(String model, Optional<String> version) {
        ModelName.parse(model, models.depth());
        return isReady() && describe(model, version) != null;
    }

    /** All models that there are now; none before the first snapshot. */
    List<ModelDescription> all() {
        return models.hold()
                .map(stack -> {
                    try {
                        return ModelName.all(stack.depth()).stream()
                                .map(name -> ModelDescription.of(name, stack))
                                .toList();
                    } finally {
                        stack.release();
                    }
                })
                .orElse(List.of());
    }

    ModelDescription describe(String model, Optional<String> version) {
        return with(model, version, ModelDescription::of);
    }

    /** How often a model was asked. */
    CallStatistics.Counts counts(ModelDescription model) {
        return statistics.of(ModelName.parse(model.name(), models.depth()));
    }

    /** @param claim of the request, which takes what the answer needs too */
    InferenceAnswer infer(
            String model, Optional<String> version, InFlight.Claim claim, Function<LoadedStack, InferenceCall> reader) {
        long begin = System.nanoTime();
        ModelName name = ModelName.parse(model, models.depth());
        try {
            return with(model, version, (found, stack) -> answer(found, stack, reader.apply(stack), claim, begin));
        } catch (RuntimeException e) {
            statistics.failed(name, System.nanoTime() - begin);
            throw e;
        }
    }

    private InferenceAnswer answer(
            ModelName model, LoadedStack stack, InferenceCall call, InFlight.Claim claim, long begin) {
        for (InferenceCall.RequestedOutput output : call.outputs()) {
            if (!output.name().equals(ModelDescription.EMBEDDING)) {
                throw InferenceException.invalid("output", output.name(), ModelDescription.EMBEDDING);
            }
        }
        Recordings recordings = new Entrance(stack).of(call.inputs());
        int depth = model.depth();
        claim.takeAnswer(
                recordings.count(), stack.embedding(depth).each().get(0).intValue());
        Embeddings embeddings = embed(stack, recordings, Set.of(depth));
        statistics.answered(model, recordings.count(), embeddings.times(), System.nanoTime() - begin);
        float[] values = embeddings.values().get(depth);
        return new InferenceAnswer(
                model.text(),
                Long.toString(stack.snapshot().number()),
                call.id(),
                recordings.count(),
                values.length / recordings.count(),
                values,
                call.isBinary(ModelDescription.EMBEDDING));
    }

    private Embeddings embed(LoadedStack stack, Recordings recordings, Set<Integer> depths) {
        try {
            return queue.embed(stack, recordings, depths).get();
        } catch (NotTakenException e) {
            throw new InferenceException(Cause.NOT_NOW, e.getMessage(), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotTakenException notTaken) {
                throw new InferenceException(Cause.NOT_NOW, notTaken.getMessage(), e);
            }
            throw new InferenceException(
                    Cause.FAILED, String.valueOf(e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InferenceException(Cause.NOT_NOW, "the gateway stops", e);
        }
    }

    private <T> T with(String model, Optional<String> version, BiFunction<ModelName, LoadedStack, T> use) {
        ModelName name = ModelName.parse(model, models.depth());
        LoadedStack stack = models.hold()
                .orElseThrow(
                        () -> new InferenceException(Cause.NOT_NOW, "model %s has no snapshot yet".formatted(model)));
        try {
            String there = Long.toString(stack.snapshot().number());
            version.filter(wanted -> !wanted.equals(there)).ifPresent(wanted -> {
                throw new InferenceException(
                        Cause.NOT_FOUND,
                        "version of %s is %s; allowed: %s, the newest snapshot".formatted(model, wanted, there));
            });
            return use.apply(name, stack);
        } finally {
            stack.release();
        }
    }
}
