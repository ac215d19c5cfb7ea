/** How audio files are read: their kinds, their headers, their samples, and what changes their rate. */
package dev.solera.media.audio;
