/** The definition of what is trained: the same YAML file for every service, checked before anything starts. */
package dev.solera.pipeline;
