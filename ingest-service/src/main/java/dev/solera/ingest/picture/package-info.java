/** Picture files: what kind they are, and how their pixels become values. */
package dev.solera.ingest.picture;
