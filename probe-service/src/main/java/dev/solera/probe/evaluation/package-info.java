/** The final table: the evaluation pass of every stage is read, and fit and scored at its end. */
package dev.solera.probe.evaluation;
