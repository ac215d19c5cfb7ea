package dev.solera.gateway;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets through who brings the gateway's token as {@code Authorization: Bearer ...}, where it has one. Health and metrics stay
 * open: whoever watches over the gateway holds no token, and learns nothing of what goes through it.
 */
@Component
final class TokenFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer";
    private static final String OPEN = "/actuator/";

    private final String token;

    TokenFilter(GatewayProperties properties) {
        this.token = properties.token();
    }

    /** The path is the decoded and resolved one, which is what decides who answers. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return token.isEmpty() || request.getServletPath().startsWith(OPEN);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (brought(request).filter(this::isToken).isPresent()) {
            chain.doFilter(request, response);
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, SCHEME);
            response.sendError(HttpStatus.UNAUTHORIZED.value());
        }
    }

    private static Optional<String> brought(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, SCHEME + " ", 0, SCHEME.length() + 1))
                .map(header -> header.substring(SCHEME.length()).strip());
    }

    /** Takes the same time wherever the first difference is. */
    private boolean isToken(String brought) {
        return MessageDigest.isEqual(bytes(token), bytes(brought));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
