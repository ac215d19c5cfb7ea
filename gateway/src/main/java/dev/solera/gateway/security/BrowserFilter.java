package dev.solera.gateway.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps pages of others from using a visitor's browser against the gateway: what changes something is refused where the browser
 * says that another site asks for it, or where a page has a name that somebody else may have given to the gateway's address, and the live
 * page loads nothing from elsewhere and is shown in nobody's frame.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BrowserFilter extends OncePerRequestFilter {

    private static final String ASKING_SITE = "Sec-Fetch-Site";
    private static final Set<String> OTHERS = Set.of("cross-site", "same-site");
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final Problems problems;
    private final Token token;
    private final HostNames names;

    BrowserFilter(Problems problems, Token token, HostNames names) {
        this.problems = problems;
        this.token = token;
        this.names = names;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:;"
                        + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        if (SAFE.contains(request.getMethod())) {
            chain.doFilter(request, response);
        } else if (isOfAnotherSite(request)) {
            refuse(
                    request,
                    response,
                    "a page of another site asked for this; allowed: the gateway's own page, and callers that are no browser");
        } else if (isOfAnotherName(request)) {
            refuse(
                    request,
                    response,
                    "a page at %s asked for this, and the gateway has no token; allowed: pages at its address, at localhost, and at names in solera.gateway.hosts"
                            .formatted(request.getHeader(HttpHeaders.HOST)));
        } else {
            chain.doFilter(request, response);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, String why) throws IOException {
        problems.write(request, response, HttpStatus.FORBIDDEN, why);
    }

    /** A page that has the token is the gateway's own; without one only its name tells. */
    private boolean isOfAnotherName(HttpServletRequest request) {
        boolean browser = request.getHeader(HttpHeaders.ORIGIN) != null || request.getHeader(ASKING_SITE) != null;
        String host = request.getHeader(HttpHeaders.HOST);
        return browser && !token.isRequired() && (host == null || !names.isOwn(host));
    }

    /** Browsers name the site where they trust the gateway's address, and the origin everywhere. */
    private static boolean isOfAnotherSite(HttpServletRequest request) {
        String site = request.getHeader(ASKING_SITE);
        if (site != null) {
            return OTHERS.contains(site);
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null
                && !origin.replaceFirst("^[a-z]+://", "").equalsIgnoreCase(request.getHeader(HttpHeaders.HOST));
    }
}
