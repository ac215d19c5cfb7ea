package dev.solera.checkpoint;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Purpose;
import dev.solera.activation.Safetensors;
import dev.solera.activation.SafetensorsWriter;
import dev.solera.activation.Tensor;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.encoder.Parameter;
import dev.solera.learning.ModuleState;
import dev.solera.learning.TrainerState;
import dev.solera.pipeline.ModuleRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;

/**
 * A checkpoint as bytes: 8 bytes {@code SOLERACK}, 4 bytes format, 4 bytes CRC-32C of all that follows, 8 bytes length of
 * what follows (big endian), then a safetensors document. So a torn, truncated or altered file is detected before anything
 * in it is trusted. The document's header holds the provenance, its tensors are
 *
 * <pre>
 *   &lt;k&gt;.parameter.&lt;name&gt;  &lt;k&gt;.mean.&lt;name&gt;  &lt;k&gt;.variance.&lt;name&gt;   F32, the parameter's shape, of module k
 *   updates    I64 [modules]          steps of each module's optimiser
 *   progress   I64 [4]                steps, samples trained, passed on untrained, evaluating (0 or 1)
 *   positions  I64 [partitions, 3+p]  offset, ended (0 or 1), skipped, then the samples of each of p purposes
 * </pre>
 */
final class CheckpointCodec {

    private static final byte[] MAGIC = "SOLERACK".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT = 3;
    private static final int HEADER = MAGIC.length + 2 * Integer.BYTES + Long.BYTES;

    private static final String PARAMETER = ".parameter.";
    private static final String MEAN = ".mean.";
    private static final String VARIANCE = ".variance.";
    private static final String UPDATES = "updates";
    private static final String PROGRESS = "progress";
    private static final String POSITIONS = "positions";
    private static final int POSITION_FIELDS = 3;
    private static final int COUNTERS = 4;

    private CheckpointCodec() {}

    /** Writes a checkpoint in pieces, twice, and the first time only for its checksum: it never has it as a whole. */
    static void write(Checkpoint checkpoint, WritableByteChannel file) throws IOException {
        SafetensorsWriter document = document(checkpoint);
        CheckedSink checked = new CheckedSink();
        document.writeTo(checked);
        ByteBuffer header = ByteBuffer.allocate(HEADER)
                .put(MAGIC)
                .putInt(FORMAT)
                .putInt(checked.checksum())
                .putLong(checked.length())
                .flip();
        while (header.hasRemaining()) {
            file.write(header);
        }
        document.writeTo(file);
    }

    private static SafetensorsWriter document(Checkpoint checkpoint) {
        SafetensorsWriter writer = new SafetensorsWriter();
        checkpoint.provenance().toMetadata().forEach(writer::metadata);
        TrainerState state = checkpoint.state();
        for (int i = 0; i < state.modules().size(); i++) {
            int number = checkpoint.provenance().modules().first() + i;
            add(
                    number,
                    isTrained(checkpoint.provenance(), number),
                    state.modules().get(i),
                    writer);
        }
        long[] updates = state.modules().stream()
                .mapToLong(module -> module.optimiser().step())
                .toArray();
        writer.add(UPDATES, updates, updates.length);
        TrainerState.Progress progress = state.progress();
        long[] counters = {state.step(), progress.trained(), progress.untrained(), progress.evaluating() ? 1 : 0};
        writer.add(PROGRESS, counters, counters.length);
        List<InputPosition> positions = checkpoint.positions();
        int fields = POSITION_FIELDS + Purpose.values().length;
        long[] numbers =
                positions.stream().flatMapToLong(CheckpointCodec::numbers).toArray();
        return writer.add(POSITIONS, numbers, positions.size(), fields);
    }

    /** Only then has it an optimiser, whose state is kept. */
    private static boolean isTrained(Provenance owner, int number) {
        return owner.pipeline().module(number).loss().trains();
    }

    private static void add(int number, boolean isTrained, ModuleState module, SafetensorsWriter writer) {
        module.parameters().forEach((name, parameter) -> {
            writer.add(number + PARAMETER + name, parameter.values(), parameter.shape());
            if (isTrained) {
                writer.add(number + MEAN + name, module.optimiser().means().get(name), parameter.shape());
                writer.add(
                        number + VARIANCE + name, module.optimiser().variances().get(name), parameter.shape());
            }
        });
    }

    private static LongStream numbers(InputPosition position) {
        return LongStream.concat(
                LongStream.of(position.offset(), position.ended() ? 1 : 0, position.skipped()),
                position.samples().stream().mapToLong(Long::longValue));
    }

    /**
     * @param expected whose checkpoint it has to be; devices, step and samples are taken from the file
     * @throws InvalidCheckpointException where it is torn, or of something else
     */
    static Checkpoint decode(byte[] file, Provenance expected) throws InvalidCheckpointException {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        checkFrame(bytes);
        try {
            Safetensors document = Safetensors.parse(bytes);
            checkOwner(document.metadata(), expected.identity());
            long[] counters = counts(document, PROGRESS, COUNTERS);
            requireFlag(PROGRESS, counters[COUNTERS - 1]);
            var progress = new TrainerState.Progress(counters[1], counters[2], counters[3] == 1);
            Checkpoint checkpoint = new Checkpoint(
                    computed(expected, document.metadata()).at(counters[0], progress.trained()),
                    new TrainerState(modules(document, expected, counters[0]), progress),
                    positions(document.tensor(POSITIONS)));
            requireCountable(checkpoint);
            return checkpoint;
        } catch (MalformedRecordException e) {
            throw InvalidCheckpointException.torn(e);
        }
    }

    private static Provenance computed(Provenance expected, Map<String, String> metadata) {
        try {
            return expected.computedOn(metadata);
        } catch (InvalidDefinitionException e) {
            throw new MalformedRecordException(e.getMessage());
        }
    }

    private static void checkFrame(ByteBuffer bytes) throws InvalidCheckpointException {
        byte[] magic = new byte[MAGIC.length];
        if (bytes.remaining() < HEADER) {
            throw InvalidCheckpointException.torn("length", bytes.remaining(), HEADER + " bytes or more");
        }
        bytes.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw InvalidCheckpointException.torn(
                    "beginning", Arrays.toString(magic), new String(MAGIC, StandardCharsets.US_ASCII));
        }
        int format = bytes.getInt();
        int checksum = bytes.getInt();
        long length = bytes.getLong();
        if (format != FORMAT) {
            String version = format < FORMAT ? ", an earlier version's" : ", a newer version's";
            throw InvalidCheckpointException.foreign("format", format + version, FORMAT);
        }
        if (length != bytes.remaining()) {
            throw InvalidCheckpointException.torn("length", bytes.remaining(), length + " bytes behind its header");
        }
        int found = checksum(bytes.duplicate());
        if (found != checksum) {
            throw InvalidCheckpointException.torn(
                    "checksum", Integer.toHexString(found), Integer.toHexString(checksum));
        }
    }

    private static void checkOwner(Map<String, String> metadata, Map<String, String> expected)
            throws InvalidCheckpointException {
        for (Map.Entry<String, String> identity : expected.entrySet()) {
            String found = String.valueOf(metadata.get(identity.getKey()));
            if (!found.equals(identity.getValue())) {
                String whose = identity.getKey().equals(Provenance.IDENTITY)
                        ? ", of a definition that learns something else"
                        : "";
                throw InvalidCheckpointException.foreign(identity.getKey(), found + whose, identity.getValue());
            }
        }
    }

    private static List<ModuleState> modules(Safetensors document, Provenance owner, long step) {
        ModuleRange modules = owner.modules();
        long[] updates = counts(document, UPDATES, modules.size());
        return modules.numbers().stream()
                .map(number ->
                        module(document, number, isTrained(owner, number), step, updates[number - modules.first()]))
                .toList();
    }

    private static ModuleState module(Safetensors document, int number, boolean isTrained, long step, long updates) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        Map<String, float[]> means = new LinkedHashMap<>();
        Map<String, float[]> variances = new LinkedHashMap<>();
        for (String name : names(document, number)) {
            Tensor tensor = document.tensor(number + PARAMETER + name);
            List<Long> shape = tensor.shape();
            parameters.put(
                    name,
                    new Parameter(shape.stream().mapToLong(Long::longValue).toArray(), tensor.floats()));
            if (isTrained) {
                means.put(name, moment(document, number + MEAN + name, shape));
                variances.put(name, moment(document, number + VARIANCE + name, shape));
            }
        }
        return new ModuleState(step, parameters, new ModuleState.Optimiser(updates, means, variances));
    }

    private static float[] moment(Safetensors document, String name, List<Long> shape) {
        return document.tensor(name).requireShape(shape).floats();
    }

    private static List<String> names(Safetensors document, int number) {
        String prefix = number + PARAMETER;
        return document.names().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .sorted()
                .toList();
    }

    private static long[] counts(Safetensors document, String name, int count) {
        long[] counts =
                document.tensor(name).requireShape(List.of((long) count)).longs();
        if (Arrays.stream(counts).anyMatch(n -> n < 0)) {
            throw MalformedRecordException.of(name, Arrays.toString(counts), "numbers from 0");
        }
        return counts;
    }

    private static List<InputPosition> positions(Tensor tensor) {
        int fields = POSITION_FIELDS + Purpose.values().length;
        long[] numbers = tensor.longs();
        int partitions = numbers.length / fields;
        tensor.requireShape(List.of(Math.max(1L, partitions), (long) fields));
        List<InputPosition> positions = new ArrayList<>();
        for (int at = 0; at < numbers.length; at += fields) {
            List<Long> samples = Arrays.stream(numbers, at + POSITION_FIELDS, at + fields)
                    .boxed()
                    .toList();
            requireFlag(POSITIONS, numbers[at + 1]);
            positions.add(new InputPosition(numbers[at], samples, numbers[at + 2], numbers[at + 1] == 1));
        }
        return positions;
    }

    private static void requireFlag(String part, long flag) {
        if (flag < 0 || flag > 1) {
            throw MalformedRecordException.of("flag of " + part, flag, "0 or 1");
        }
    }

    private static void requireCountable(Checkpoint checkpoint) {
        try {
            checkpoint.sequences();
        } catch (ArithmeticException e) {
            throw new MalformedRecordException("samples of all positions are 2^63 or more; allowed: less", e);
        }
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
