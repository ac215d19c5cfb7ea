/** What a run has learned as a model that others can run. */
package dev.solera.standalone.export;
