/** What a run that has ended knows of other recordings than its own. */
package dev.solera.standalone.probe;
