package dev.solera.gateway.security;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Names that nobody else can have lead to this gateway: addresses, {@code localhost}, names without a dot, which no public name
 * server knows, and those that it was told. Whoever owns another name may have it lead to the gateway's address, and a browser then
 * takes his page for the gateway's own (DNS rebinding).
 */
@Component
final class HostNames {

    private static final String PORT = ":\\d+$";
    private static final String VERSION_6 = "\\[.*\\]";
    private static final String VERSION_4 = "\\d+\\.\\d+\\.\\d+\\.\\d+";

    private final Set<String> told;

    HostNames(AccessProperties properties) {
        this.told = properties.hosts().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @param host as a request has it, with or without a port */
    boolean isOwn(String host) {
        String name = host.replaceFirst(PORT, "").toLowerCase(Locale.ROOT);
        return name.matches(VERSION_6)
                || name.matches(VERSION_4)
                || !name.contains(".")
                || name.endsWith(".localhost")
                || told.contains(name);
    }
}
