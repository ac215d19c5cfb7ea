/** A corpus that is a folder of audio files: which of them are recordings, labels, what is held out. */
package dev.solera.ingest.folder;
