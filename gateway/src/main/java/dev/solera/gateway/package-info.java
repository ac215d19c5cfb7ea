/** The front door of a pipeline: its health, its metrics, its topology. */
package dev.solera.gateway;
