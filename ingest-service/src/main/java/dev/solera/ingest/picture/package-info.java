/** Pictures as a corpus: listed with what is known of them, scaled alike. */
package dev.solera.ingest.picture;
