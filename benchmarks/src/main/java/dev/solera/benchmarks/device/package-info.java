/** Whether a GPU computes what processors compute, the same every time, and keeps no memory. */
package dev.solera.benchmarks.device;
