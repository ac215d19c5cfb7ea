/** The service that feeds recordings to the first activation topic. */
package dev.solera.ingest;
