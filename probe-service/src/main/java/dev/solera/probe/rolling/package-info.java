/** Accuracies while modules learn: one probe a label follows a stage's topic. */
package dev.solera.probe.rolling;
