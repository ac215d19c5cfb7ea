/** What ingest reads from: recordings with their labels, whatever they come from. */
package dev.solera.ingest.corpus;
