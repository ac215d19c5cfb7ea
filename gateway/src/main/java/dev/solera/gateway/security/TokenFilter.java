package dev.solera.gateway.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets through who brings the gateway's token, where it has one. Health and metrics stay open: whoever watches over the gateway
 * holds no token, and learns nothing of what goes through it. So does the live page, which holds nothing until it has the token.
 */
@Component
final class TokenFilter extends OncePerRequestFilter {

    private static final String WATCHED = "/actuator/";
    private static final String PAGE_PARTS = "/page/";
    private static final Set<String> PAGE = Set.of("/", "/index.html");

    private final Token token;
    private final Problems problems;

    TokenFilter(Token token, Problems problems) {
        this.token = token;
        this.problems = problems;
    }

    /** The path is the decoded and resolved one, which is what decides who answers. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getServletPath();
        return path.startsWith(WATCHED) || path.startsWith(PAGE_PARTS) || PAGE.contains(path);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (token.admits(Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION)))) {
            chain.doFilter(request, response);
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, Token.SCHEME);
            problems.write(
                    request,
                    response,
                    HttpStatus.UNAUTHORIZED,
                    "the gateway's token is missing or wrong; send it as Authorization: Bearer TOKEN");
        }
    }
}
