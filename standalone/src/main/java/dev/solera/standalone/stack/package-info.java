/** Every service of a pipeline in one process, each an application context of its own, around an embedded broker. */
package dev.solera.standalone.stack;
