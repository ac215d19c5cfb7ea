/** What is known of recordings beside their sound: labels, a recording or a frame, and which are kept from training. */
package dev.solera.ingest.label;
