package dev.solera.gateway.security;

import dev.solera.definition.InvalidDefinitionException;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The gateway's settings of access, {@code solera.gateway.*}.
 *
 * @param token that callers have to bring; empty for none, and then anybody may call
 * @param hosts names under which browsers reach the gateway, where there is no token
 */
@ConfigurationProperties("solera.gateway")
record AccessProperties(
        @DefaultValue("") String token, @DefaultValue List<String> hosts) {

    AccessProperties {
        if (!token.matches("\\p{Graph}*")) {
            throw InvalidDefinitionException.of("solera.gateway.token", "not shown", "printable ASCII without spaces");
        }
        hosts = List.copyOf(hosts);
        for (String host : hosts) {
            InvalidDefinitionException.require(
                    host.matches("[\\w.-]+"), "solera.gateway.hosts", host, "names of hosts, without port");
        }
    }
}
