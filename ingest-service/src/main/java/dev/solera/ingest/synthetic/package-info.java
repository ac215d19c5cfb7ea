/** The built-in source {@code synthetic:speech}: utterances of a source-filter voice model, with labels that are known. */
package dev.solera.ingest.synthetic;
