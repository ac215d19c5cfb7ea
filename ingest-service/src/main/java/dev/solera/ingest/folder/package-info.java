/** A corpus that is a folder of wav and FLAC files: decoding, resampling, labels, what is held out. */
package dev.solera.ingest.folder;
