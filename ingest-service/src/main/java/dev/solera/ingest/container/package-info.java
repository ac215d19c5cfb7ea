/** Data sets of pictures that come as a few large files: found by the names of these, read picture by picture. */
package dev.solera.ingest.container;
