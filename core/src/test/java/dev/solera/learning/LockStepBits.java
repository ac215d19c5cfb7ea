package dev.solera.learning;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Parameter;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A process that trains a bundled definition for some steps of the lock-step loop, on input that only sums and products of
 * drawn numbers make, and prints a hash of every module's parameters and of what the top module handed on.
 */
final class LockStepBits {

    private LockStepBits() {}

    /** @param arguments the definition's name, and how many steps every module trains */
    public static void main(String[] arguments) {
        PipelineDefinition pipeline = PipelineDefinitions.load(arguments[0]);
        of(pipeline, Integer.parseInt(arguments[1])).forEach((part, hash) -> System.out.println(part + "=" + hash));
    }

    /** Hashes by the part that they are of, such as {@code module-1}. */
    static Map<String, String> of(PipelineDefinition pipeline, int steps) {
        Map<String, String> hashes = new LinkedHashMap<>();
        try (LockStepLoop loop = new LockStepLoop(pipeline)) {
            MessageDigest top = sha256();
            loop.run(stream(pipeline, steps), sample -> update(top, sample.values()));
            for (int number = 1; number <= pipeline.depth(); number++) {
                ModuleTrainer trainer = loop.trainer(number);
                if (trainer.module().step() != steps) {
                    throw new IllegalStateException("module %d trained %d steps; allowed: %d"
                            .formatted(number, trainer.module().step(), steps));
                }
                hashes.put("module-" + number, hash(trainer.module().parameters()));
            }
            hashes.put("top", hex(top));
        }
        return hashes;
    }

    static String hash(Map<String, Parameter> parameters) {
        MessageDigest digest = sha256();
        parameters.forEach((name, parameter) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            update(digest, parameter.values());
        });
        return hex(digest);
    }

    private static void update(MessageDigest digest, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes);
    }

    /** The first eight bytes tell one result from another. */
    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Training samples for some steps, of which every fourth is a padded clip, with a held-out one after every fifth. */
    private static List<Sample> stream(PipelineDefinition pipeline, int steps) {
        List<Sample> samples = new ArrayList<>();
        for (int trained = 0; trained < steps * pipeline.batch(); ) {
            Purpose purpose = samples.size() % 6 == 5 ? Purpose.HELD_OUT : Purpose.TRAIN;
            samples.add(sample(pipeline, samples.size(), purpose));
            trained += purpose == Purpose.TRAIN ? 1 : 0;
        }
        return samples;
    }

    /** Noise that remembers its last values, as a sound does: {@code x_t = 1.6 x_{t-1} - 0.8 x_{t-2} + noise}. */
    private static Sample sample(PipelineDefinition pipeline, int sequence, Purpose purpose) {
        SplittableRandom random = Seeds.generator(1, "pinned", sequence);
        int window = pipeline.audio().window();
        int valid = random.nextInt(4) == 0 ? 1 + random.nextInt(window) : window;
        float[] values = new float[window];
        double last = 0;
        double before = 0;
        for (int i = 0; i < valid; i++) {
            double next = 1.6 * last - 0.8 * before + 0.5 * (random.nextDouble() - 0.5);
            values[i] = (float) next;
            before = last;
            last = next;
        }
        return new Sample(sequence, purpose, sequence, valid, Map.of(), ActivationShape.sequence(1, window), values);
    }
}
