/** The Helm chart's tests: what it renders is linted, parsed, cross-checked and started, without a cluster. */
package dev.solera.helm;
