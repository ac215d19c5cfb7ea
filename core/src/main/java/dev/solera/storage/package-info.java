/** Files that survive a loss of power. */
package dev.solera.storage;
