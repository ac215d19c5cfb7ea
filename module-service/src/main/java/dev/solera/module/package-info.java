/** One gradient-isolated module as a service: consumes activations, trains, publishes what its encoder made of them. */
package dev.solera.module;
