/** Files as they lie on disks: what they are called, whatever the locale, what people call them, and texts about them. */
package dev.solera.ingest.file;
