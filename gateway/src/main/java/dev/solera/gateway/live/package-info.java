/** What a run's telemetry has told so far: kept in bounded memory, asked for over REST, and told on as it changes. */
package dev.solera.gateway.live;
