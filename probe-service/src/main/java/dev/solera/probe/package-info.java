/** Linear probes on frozen representations: rolling accuracy while modules learn, the final table after it. */
package dev.solera.probe;
