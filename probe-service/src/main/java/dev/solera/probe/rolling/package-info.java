/** Accuracies while modules learn: the newest samples, through the newest parameters. */
package dev.solera.probe.rolling;
