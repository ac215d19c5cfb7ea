/**
 * What every service shares: settings, topics, and typed streams of activations and telemetry over spring-kafka. A service
 * asks {@link dev.solera.service.SoleraStreams} for a publisher, a consumer, a tap or a telemetry listener; each owns its
 * threads and clients, and goes with its {@code close()}.
 */
package dev.solera.service;
