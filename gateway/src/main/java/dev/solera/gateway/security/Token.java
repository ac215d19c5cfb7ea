package dev.solera.gateway.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The gateway's token, where it has one: callers bring it as {@code Authorization: Bearer ...}. */
@Component
public final class Token {

    static final String SCHEME = "Bearer";

    private final String token;

    Token(AccessProperties properties) {
        this.token = properties.token();
    }

    /** Whether callers have to bring it. */
    public boolean isRequired() {
        return !token.isEmpty();
    }

    /**
     * Whether a caller may go on: one that brings the token, and everybody where there is none.
     *
     * @param authorization what the caller sent as {@code Authorization}
     */
    public boolean admits(Optional<String> authorization) {
        return !isRequired()
                || authorization
                        .filter(header -> header.regionMatches(true, 0, SCHEME + " ", 0, SCHEME.length() + 1))
                        .map(header -> header.substring(SCHEME.length()).strip())
                        .filter(this::isToken)
                        .isPresent();
    }

    /** Takes the same time wherever the first difference is. */
    private boolean isToken(String brought) {
        return MessageDigest.isEqual(bytes(token), bytes(brought));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
