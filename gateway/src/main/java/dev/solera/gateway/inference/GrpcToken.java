package dev.solera.gateway.inference;

import dev.solera.gateway.security.Token;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;

/** Lets through calls that bring the gateway's token as metadata {@code authorization}, where it has one. */
final class GrpcToken implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Token token;

    GrpcToken(Token token) {
        this.token = token;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (token.admits(Optional.ofNullable(headers.get(AUTHORIZATION)))) {
            return next.startCall(call, headers);
        }
        call.close(
                Status.UNAUTHENTICATED.withDescription(
                        "the gateway's token is missing or wrong; send it as metadata authorization: Bearer TOKEN"),
                new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
