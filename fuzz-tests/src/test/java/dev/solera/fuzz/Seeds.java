package dev.solera.fuzz;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Purpose;
import dev.solera.activation.SafetensorsWriter;
import dev.solera.activation.Sample;
import dev.solera.checkpoint.Provenance;
import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Parameter;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Precision;
import dev.solera.snapshot.Reference;
import dev.solera.snapshot.Snapshot;
import dev.solera.snapshot.SnapshotCodec;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.TelemetryCodec;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The inputs that fuzzing begins with: sound ones of every kind, made by the project's own writers. A target takes its choices
 * from an input's last bytes, the first choice from the last one, and what it reads from the front.
 */
public final class Seeds {

    private static final String DEFINITION = """
            pipeline: fuzzed
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 2, kernel: 10, stride: 5, padding: 2}]
              - context: {hidden: 2}
            """;

    /** Whose checkpoints are read. */
    public static final Provenance OWNER =
            new Provenance("fuzzed", PipelineDefinitions.parse(DEFINITION), new ModuleRange(1, 2));

    private static final int FRAMES = 96;

    private final Map<String, byte[]> inputs = new LinkedHashMap<>();

    private Seeds() {}

    /** All inputs, by path below the test resources. */
    public static Map<String, byte[]> all() {
        Seeds seeds = new Seeds();
        seeds.records();
        seeds.stream();
        seeds.checkpoints();
        seeds.snapshots();
        seeds.classifiers();
        seeds.definitions();
        seeds.audio();
        seeds.labelFiles();
        seeds.pictures();
        seeds.containers();
        seeds.inference();
        seeds.uploads();
        return seeds.inputs;
    }

    /** Writes all inputs below a folder: the module's {@code src/test/resources}. */
    public static void main(String[] folder) throws IOException {
        for (Map.Entry<String, byte[]> input : all().entrySet()) {
            Path file = Path.of(folder[0], input.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, input.getValue());
        }
    }

    /** A checkpoint file of this document, its length and checksum as they have to be. */
    public static byte[] checkpoint(byte[] document) {
        CRC32C checksum = new CRC32C();
        checksum.update(document);
        return ByteBuffer.allocate(24 + document.length)
                .put("SOLERACK".getBytes(StandardCharsets.US_ASCII))
                .putInt(3)
                .putInt((int) checksum.getValue())
                .putLong(document.length)
                .put(document)
                .array();
    }

    private void records() {
        String folder = "dev/solera/activation/RecordFuzzTestInputs/decode/";
        for (Precision precision : Precision.values()) {
            List<Sample> samples = List.of(sample(7, Purpose.TRAIN), sample(8, Purpose.HELD_OUT));
            byte[] value = new ActivationCodec(ActivationShape.sequence(2, 3), precision).encode(samples);
            String name = precision.name().toLowerCase(Locale.ROOT);
            put(folder + name, value, precision.ordinal(), 1);
            put(folder + name + "-built", new byte[0], precision.ordinal(), 0);
        }
    }

    private static Sample sample(long sequence, Purpose purpose) {
        Map<String, int[]> labels = Map.of("speaker", new int[] {3}, "phone", new int[] {-1, 0, 4});
        return new Sample(sequence, purpose, 1, 480, labels, ActivationShape.sequence(2, 3), new float[] {
            0, 1, -2, 0.5f, 3, -0.25f
        });
    }

    private void stream() {
        String folder = "dev/solera/stream/StreamFuzzTestInputs/read/";
        List<TelemetryEvent> events = List.of(
                new TelemetryEvent.Source(
                        "r",
                        1,
                        "o",
                        "ab",
                        3,
                        1,
                        new TelemetryEvent.Skipped(1, Map.of("a.wav", "e")),
                        Map.of("s", new TelemetryEvent.Label(1, false)),
                        -1),
                new TelemetryEvent.SourceLag("r", 1, TelemetryEvent.Supply.IDLE, 0),
                new TelemetryEvent.Step("r", 1, 2, 3, 24, Double.NaN, 1e-3, 0.5, 7, 0.1, 0.2, 0.3, 9, 10, 11),
                new TelemetryEvent.Position("r", 1, 0, List.of(3L), List.of(4L, 5L)),
                new TelemetryEvent.Kept("r", 1, 2, 120),
                new TelemetryEvent.EvaluationStart("r", 1, 2, 0, 17),
                new TelemetryEvent.Fitting("r", 1, 3, 42),
                new TelemetryEvent.Accuracy("r", 1, 3, "s", "trained", true, 0.9, 0.8, 1.0, 0.7, 40, 8, Double.NaN),
                new TelemetryEvent.Waiting("r", 1, "ingest", "a cause"),
                new TelemetryEvent.Paused("r", 1, "module-3", true),
                new TelemetryEvent.Finished("r", 1, "module-3", Map.of("trained", 100L)),
                new TelemetryEvent.Failed("r", 1, "probe", "a \"cause\""));
        events.forEach(event -> put(
                folder + "event-" + event.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                TelemetryCodec.encode(event),
                0));
        put(folder + "header", new byte[0], 1);
        put(folder + "counts", new StreamCounts(List.of(5L, 4L, 3L, 2L), 1).encode(), 2, 1);
        put(folder + "counts-built", new byte[0], 2, 0);
        // Three records: a skip of sequences 0 to 4, one of 5 to 6, an end with counts.
        put(folder + "partition", new byte[0], 3, 2, 1, 1, 0, 1, 4, 1, 1, 5, 1, 6, 0);
    }

    private void uploads() {
        String folder = "dev/solera/gateway/upload/UploadFuzzTestInputs/receive/";
        byte[] form = String.join(
                        "\r\n",
                        "--b",
                        "Content-Disposition: form-data; name=\"note\"",
                        "",
                        "spoken",
                        "--b",
                        "Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"",
                        "Content-Type: audio/wav",
                        "",
                        "RIFF",
                        "--b--",
                        "")
                .getBytes(StandardCharsets.UTF_8);
        inputs.put(folder + "form", Arrays.copyOf(form, form.length + 1));
        inputs.get(folder + "form")[form.length] = 1;
    }

    private void inference() {
        String folder = "dev/solera/gateway/inference/InferenceFuzzTestInputs/read/";
        String tensor = "\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[1,1,2]";
        put(folder + "json", text("{\"id\":\"7\",\"inputs\":[{" + tensor + ",\"data\":[[0.5,-1]]}]}"), 0);
        put(
                folder + "late-datatype",
                text("{\"inputs\":[{\"data\":[3],\"name\":\"lengths\",\"shape\":[1],\"datatype\":\"INT64\"}],"
                        + "\"outputs\":[{\"name\":\"embedding\",\"parameters\":{\"binary_data\":false}}]}"),
                0);
        byte[] head = text("{\"inputs\":[{" + tensor + ",\"parameters\":{\"binary_data_size\":8}}],"
                + "\"parameters\":{\"binary_data_output\":true}}");
        byte[] body = Arrays.copyOf(head, head.length + 8);
        put(folder + "binary", body, 1, head.length);
    }

    private void checkpoints() {
        String folder = "dev/solera/checkpoint/CheckpointFuzzTestInputs/decode/";
        SafetensorsWriter writer = new SafetensorsWriter();
        OWNER.identity().forEach(writer::metadata);
        byte[] document = writer.add("1.parameter.w", new float[] {1, -2}, 2)
                .add("1.mean.w", new float[] {0.5f, 0.25f}, 2)
                .add("1.variance.w", new float[] {0.125f, 1e-8f}, 2)
                .add("2.parameter.v", new float[] {3}, 1)
                .add("2.mean.v", new float[] {-1}, 1)
                .add("2.variance.v", new float[] {0.5f}, 1)
                .add("updates", new long[] {3, 2}, 2)
                .add("progress", new long[] {3, 12, 1, 0}, 4)
                .add("positions", new long[] {6, 0, 1, 12, 1, 0, 0, -1, 1, 0, 0, 0, 0, 0}, 2, 7)
                .toBytes();
        put(folder + "file", checkpoint(document), 0);
        put(folder + "document", document, 1);
        put(folder + "built", new byte[0], 2);
    }

    private void snapshots() {
        String folder = "dev/solera/snapshot/SnapshotFuzzTestInputs/read/";
        Map<String, Parameter> parameters = Map.of(
                "encoder.0.weight", new Parameter(new long[] {2, 1, 10}, new float[20]),
                "encoder.0.bias", new Parameter(new long[] {2}, new float[] {1, -2}));
        Snapshot snapshot = new Snapshot(1, 8, parameters, new Reference(11, 100, new float[] {0.5f, 0, -1}));
        put(folder + "document", new SnapshotCodec(OWNER.pipeline()).encode(snapshot), 0);
        put(folder + "built", new byte[0], 1);
        put(folder + "chunks", new byte[40], 2);
    }

    private void classifiers() {
        String folder = "dev/solera/export/ClassifierFuzzTestInputs/decode/";
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata("identity", "i")
                .metadata("depth", "2")
                .metadata(
                        "classifiers",
                        "[{\"label\":\"w\",\"ofFrames\":true,\"classes\":[\"0\",\"3\"]},"
                                + "{\"label\":\"v\",\"ofFrames\":false,\"classes\":[\"1\",\"2\"]}]");
        for (String label : List.of("w", "v")) {
            writer.add(label + ".mean", new float[] {1, -2}, 2)
                    .add(label + ".scale", new float[] {0.5f, 0.25f}, 2)
                    .add(label + ".weights", new float[] {1, 2, -3, 4}, 2, 2)
                    .add(label + ".bias", new float[] {0, 0.125f}, 2);
        }
        put(folder + "file", writer.toBytes(), 0);
        put(folder + "built", new byte[0], 1);
        put(folder + "described", text("[{\"label\":\"w\",\"ofFrames\":true,\"classes\":[\"a\",\"b\"]}]"), 2);
    }

    private void definitions() {
        String folder = "dev/solera/pipeline/DefinitionFuzzTestInputs/parse/";
        for (String name : PipelineDefinitions.BUNDLED) {
            put(folder + name, text(PipelineDefinitions.format(PipelineDefinitions.load(name))), 1);
        }
        put(folder + "small", text(PipelineDefinitions.format(OWNER.pipeline())), 1);
        PipelineDefinition supervised =
                PipelineDefinitions.parse(DEFINITION + "baseline: greedy-supervised:digit:10\ntrain: [2]\n");
        put(folder + "supervised", text(PipelineDefinitions.format(supervised)), 1);
        put(folder + "built", new byte[0], 0);
    }

    private void audio() {
        String folder = "dev/solera/media/audio/AudioFuzzTestInputs/decode/";
        for (int bits : new int[] {8, 16, 24, 32}) {
            byte[] audio = new byte[FRAMES * bits / 8];
            put(folder + "pcm-" + bits, WavBytes.of(1, 1, 8000, bits, audio.length, audio), 0);
        }
        String sphere = "NIST_1A\n   1024\nchannel_count -i 1\nsample_rate -i 8000\nsample_n_bytes -i 2\n"
                + "sample_byte_format -s2 01\nsample_count -i 96\nend_head\n";
        put(folder + "sphere", Arrays.copyOf(text(sphere), 1024 + FRAMES * 2), 0);
        byte[] audio = new byte[FRAMES * 2 * Float.BYTES];
        put(folder + "float-stereo", WavBytes.of(3, 2, 8000, 32, audio.length, audio), 0);
        byte[] constant = {0, 7};
        // A fixed predictor of order 0 with one Rice partition; a linear one of order 1 with a coefficient of 1.
        byte[] fixed = bits("00010000" + "00" + "0000" + "0000" + "1".repeat(FRAMES));
        byte[] linear =
                bits("01000000" + "00000101" + "0001" + "00000" + "01" + "00" + "0000" + "0000" + "1".repeat(95));
        byte[] verbatim = new byte[FRAMES + 1];
        verbatim[0] = 2;
        put(
                folder + "flac",
                new FlacBytes(true, 8000, 1, 8, 4 * FRAMES)
                        .frame(0, 0, FRAMES, constant)
                        .frame(1, 0, FRAMES, fixed)
                        .frame(2, 0, FRAMES, linear)
                        .frame(3, 0, FRAMES, verbatim)
                        .toByteArray(),
                1);
        put(
                folder + "flac-open-stereo",
                new FlacBytes(false, 8000, 2, 8, 0)
                        .metadata(true, 4, new byte[] {1, 0, 0, 0, 'a', 0, 0, 0, 0})
                        .frame(0, 10, FRAMES, bits("00000000" + "00000111" + "00000000" + "000000011"))
                        .toByteArray(),
                1);
        put(folder + "wav-built", audio, 2, 0, 0, 0, 0, 1, 0);
        put(folder + "flac-built", verbatim, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0, 97);
    }

    private void labelFiles() {
        String folder = "dev/solera/ingest/label/LabelFilesFuzzTestInputs/read/";
        String texts = "u1 one\nu2 one\n";
        String files = "u1 a/u1.wav\nu2 u2.flac\nu3 a/u3.wav\n";
        String cuts = "v1 u1 0 0.5\nv2 u1 0.5 -1\n";
        byte[] tables = text(texts + files + cuts + "v1 s1\nv2 s1\nu2 s2\n");
        put(folder + "kaldi", tables, 0, 0, texts.length(), 0, files.length(), 0, cuts.length());
        put(folder + "frames", text("u1 0.00 0.12 AH\nu2.flac 0.05 0.1 B\n"), 1);
        put(folder + "ctm", text(";; aligned\nu1 1 0.00 0.12 AH 0.98\nu1 1 0.12 0.05 B\n"), 1);
        put(folder + "table", text("# by hand\nfile,class,\"a note\"\na/u1.wav,x,\"1, \"\"2\"\"\"\nu2,y,\n"), 4);
        put(folder + "table-tabs", text("\uFEFFpath\tclass\tsentence\nu1.mp3\tx\t\"So,\" he said\n"), 4);
        put(folder + "phn", text("0 160 h#\n160 400 sh\n"), 5);
        String tier = "\"IntervalTier\"\n\"phone\"\n0\n0.4\n2\n0\n0.1\n\"AH\"\n0.1\n0.4\n\"\"\n";
        put(folder + "grid", text("\"ooTextFile\"\n\"TextGrid\"\n0\n0.4\n<exists>\n1\n" + tier), 6);
        put(folder + "held-out", text("u1\nu2.flac\n"), 2);
        List<String> rules = List.of("none", "hash:0.1", "list:test.txt", "last:4:speaker", "index<5", "speaker!=theo");
        for (int i = 0; i < rules.size(); i++) {
            put(folder + "rule-" + i, text(rules.get(i)), 3);
        }
    }

    private void pictures() {
        String folder = "dev/solera/media/picture/PictureFuzzTestInputs/decode/";
        byte[] grey = new byte[2 * (1 + 3)];
        byte[] colour = new byte[2 * (1 + 3 * 3)];
        byte[] palette = {0, 0x1B, 0, 0x40};
        put(folder + "grey", new PngBytes(3, 2, 8, 0, 0).pixels(grey).toByteArray(), 1, 0);
        put(folder + "colour", new PngBytes(3, 2, 8, 2, 0).pixels(colour).toByteArray(), 0, 0);
        put(
                folder + "palette",
                new PngBytes(3, 2, 2, 3, 0)
                        .chunk("PLTE", new byte[12])
                        .chunk("tRNS", new byte[] {0})
                        .pixels(palette)
                        .toByteArray(),
                0,
                0);
        // Windows' bitmap of one grey pixel: a header of 54 bytes, a row of 4.
        byte[] bitmap = ByteBuffer.allocate(58)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .put(text("BM"))
                .putInt(58)
                .putInt(0)
                .putInt(54)
                .putInt(40)
                .putInt(1)
                .putInt(1)
                .putShort((short) 1)
                .putShort((short) 24)
                .array();
        put(folder + "bitmap", bitmap, 0, 0);
        byte[] gif = {
            'G',
            'I',
            'F',
            '8',
            '9',
            'a',
            1,
            0,
            1,
            0,
            (byte) 0x80,
            0,
            0,
            0,
            0,
            0,
            -1,
            -1,
            -1,
            ',',
            0,
            0,
            0,
            0,
            1,
            0,
            1,
            0,
            0,
            2,
            2,
            'L',
            1,
            0,
            ';'
        };
        put(folder + "gif", gif, 0, 0);
        put(folder + "png-built", colour, 0, 1, 0, 3, 0, 3, 0, 0, 0, 0);
    }

    private void containers() {
        String folder = "dev/solera/ingest/container/ContainerFuzzTestInputs/open/";
        byte[] content = new byte[2 + 2 * 3 * 4];
        put(folder + "plain", content, 0, 1, 0, 1, 0, 2, 3, 2);
        put(folder + "packed", content, 1, 1, 0, 1, 0, 2, 3, 2);
        put(folder + "bytes", content, 0, 0, 0, 1, 0, 2, 3, 2);
    }

    private void put(String name, byte[] content, int... choices) {
        ByteBuffer input = ByteBuffer.allocate(content.length + choices.length).put(content);
        for (int i = choices.length - 1; i >= 0; i--) {
            input.put((byte) choices[i]);
        }
        inputs.put(name, input.array());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bits(String bits) {
        byte[] bytes = new byte[(bits.length() + 7) / 8];
        for (int i = 0; i < bits.length(); i++) {
            bytes[i / 8] |= (byte) ((bits.charAt(i) - '0') << 7 - i % 8);
        }
        return bytes;
    }
}
