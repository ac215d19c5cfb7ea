/** Who works on a folder, so that nobody else does meanwhile. */
package dev.solera.standalone.lock;
