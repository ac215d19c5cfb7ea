/** Linear softmax classifiers: the convex problem, its solver, and the examples that they are fit on. */
package dev.solera.probe.classifier;
