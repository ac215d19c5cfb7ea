package dev.solera.gateway.model;

import dev.solera.gateway.GatewayApplication;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway that serves a tiny stack, without a broker. */
public final class ServingGateway implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();
    private final GivenSnapshots snapshots;

    public ServingGateway(Optional<TinyStack> stack, String... settings) {
        snapshots = new GivenSnapshots(stack.map(one -> one.snapshot(1)));
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0", "--spring.kafka.bootstrap-servers=127.0.0.1:1", "--logging.level.root=warn"));
        arguments.addAll(List.of(settings));
        context = new SpringApplicationBuilder(GatewayApplication.class)
                .initializers((GenericApplicationContext one) -> {
                    one.getBeanFactory().registerSingleton("givenSnapshots", snapshots);
                    one.getBeanFactory().registerSingleton("pipelineDefinition", TinyStack.DEFINITION);
                })
                .run(arguments.toArray(String[]::new));
    }

    public GivenSnapshots snapshots() {
        return snapshots;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getProperty("local.server.port"));
    }

    public int grpcPort() {
        return context.getBean(GrpcServerLifecycle.class).getPort();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    public HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    public HttpResponse<byte[]> post(String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Sends blank after blank until there is an answer, behind which the gateway may break the connection off. */
    public static void trickle(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        while (in.available() == 0) {
            try {
                out.write(' ');
                out.flush();
            } catch (SocketException e) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    public static JsonNode json(HttpResponse<byte[]> response) {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        context.close();
    }
}
