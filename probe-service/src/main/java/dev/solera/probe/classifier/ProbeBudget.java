package dev.solera.probe.classifier;

/**
 * What every probe of a table gets, whatever it looks at.
 *
 * @param l2 penalty on the squared weights of standardised features
 * @param iterations of the optimiser at most
 */
public record ProbeBudget(double l2, int iterations) {}
