/** Playing recordings into a topic, as somebody does whose stream Solera is fed from. */
package dev.solera.ingest.play;
