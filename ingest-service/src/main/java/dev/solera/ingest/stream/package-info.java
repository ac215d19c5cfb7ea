/** Feeding from a topic: what comes by in it, in an order that whoever goes on with the run makes again (docs/decisions/0023-streams-in.md). */
package dev.solera.ingest.stream;
