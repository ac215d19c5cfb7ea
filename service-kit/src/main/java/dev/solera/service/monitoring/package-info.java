/** What a service shows of its broker and of itself: meters and health. */
package dev.solera.service.monitoring;
