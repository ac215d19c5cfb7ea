/** Files of sound and of pictures, read by whoever gets one: ingest from a folder, the gateway from a client. */
package dev.solera.media;
