/** Who may call the gateway, what browsers may do in its name, and how it refuses. */
package dev.solera.gateway.security;
