/** Picture files: what kind they are, and how their pixels become values. */
package dev.solera.media.picture;
