package dev.solera.benchmarks.serve;

import ai.onnxruntime.OrtException;
import dev.solera.pipeline.ModuleRange;
import dev.solera.standalone.export.RunExport;
import dev.solera.standalone.port.FreePort;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.serve.RunServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Clients that ask a gateway for embeddings of windows, each on a connection of its own, one request after the other; gateway and
 * clients share the process.
 */
public final class ServeLoad {

    /** The gateway's largest batch where nothing else is set. */
    private static final int LARGEST_BATCH = 32;

    private final RunFolder folder;
    private final RunExport run;
    private final ServeSettings settings;

    /** @param folder of a run that has ended */
    public ServeLoad(RunFolder folder, ServeSettings settings) {
        this.folder = folder;
        this.run = new RunExport(folder);
        this.settings = settings;
    }

    public ServeReport run() throws IOException, OrtException, InterruptedException, ExecutionException {
        List<ServeReport.Row> rows = new ArrayList<>();
        byte[] model = run.toOnnx(new ModuleRange(1, run.depth()), Optional.empty());
        int port = FreePort.of(0);
        try (DirectModel direct = new DirectModel(model);
                RunServer server = RunServer.start(folder, port, FreePort.of(0))) {
            for (int connections : settings.connections()) {
                int batch = Math.min(LARGEST_BATCH, connections);
                direct.seconds(shape(batch), hasLengths(), seconds(settings.warmUp()));
                double took = direct.seconds(shape(batch), hasLengths(), seconds(settings.length()));
                ask(port, connections, settings.warmUp());
                Latencies latencies = ask(port, connections, settings.length());
                rows.add(new ServeReport.Row(connections, batch, batch / took, 1e3 * took, latencies));
            }
        }
        return new ServeReport(rows);
    }

    private long[] shape(int batch) {
        return LongStream.concat(
                        LongStream.of(batch),
                        run.definition().input().stage().shape().sizes().stream()
                                .mapToLong(Integer::longValue))
                .toArray();
    }

    private boolean hasLengths() {
        return run.definition().input().stage().time().isPresent();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private Latencies ask(int port, int connections, Duration during) throws InterruptedException, ExecutionException {
        float[] values = Noise.of(run.definition().input().stage().shape().size());
        ByteBuffer body = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        body.asFloatBuffer().put(values);
        ExecutorService clients = Executors.newFixedThreadPool(connections);
        try {
            long begin = System.nanoTime();
            long end = begin + during.toNanos();
            List<Future<List<Long>>> asking = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                asking.add(clients.submit(() -> client(port, body.array(), end)));
            }
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> one : asking) {
                all.addAll(one.get());
            }
            return Latencies.of(all.stream().mapToLong(Long::longValue).toArray(), (System.nanoTime() - begin) / 1e9);
        } finally {
            clients.shutdownNow();
        }
    }

    /** Asks until the end; at least once. */
    private static List<Long> client(int port, byte[] body, long end) throws IOException, InterruptedException {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/v2/models/stack/infer".formatted(port)))
                .header("Inference-Header-Content-Length", "0")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        List<Long> latencies = new ArrayList<>();
        do {
            long begin = System.nanoTime();
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("the gateway answered %d: %s"
                        .formatted(
                                response.statusCode(),
                                new String(response.body(), java.nio.charset.StandardCharsets.UTF_8)));
            }
            latencies.add(System.nanoTime() - begin);
        } while (System.nanoTime() < end);
        return latencies;
    }
}
