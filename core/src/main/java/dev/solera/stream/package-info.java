/** Names and forms on Kafka: topics, headers, records, the order of a stream, telemetry events. Knows no engine. */
package dev.solera.stream;
