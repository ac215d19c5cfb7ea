/** What services tell each other apart from samples: telemetry, and the control topic's newest words. */
package dev.solera.service.event;
