package dev.solera.gateway.security;

import dev.solera.definition.InvalidDefinitionException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The gateway's settings of access, {@code solera.gateway.*}.
 *
 * @param token that callers have to bring; empty for none, and then anybody may call
 */
@ConfigurationProperties("solera.gateway")
record TokenProperties(@DefaultValue("") String token) {

    TokenProperties {
        if (!token.matches("\\p{Graph}*")) {
            throw InvalidDefinitionException.of("solera.gateway.token", "not shown", "printable ASCII without spaces");
        }
    }
}
