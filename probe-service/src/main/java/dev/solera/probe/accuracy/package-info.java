/** What probes report: how many decisions were right, about which representation, with an interval. */
package dev.solera.probe.accuracy;
