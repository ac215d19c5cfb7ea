/** What a training step of a module takes, in Solera's forms and in PyTorch's. */
package dev.solera.benchmarks.step;
