/** Reading activations: partitions are read ahead, checked, and merged into one order. */
package dev.solera.service.consumer;
