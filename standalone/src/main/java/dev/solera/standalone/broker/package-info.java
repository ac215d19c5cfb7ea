/** Kafka's own server inside this process, on a data folder. */
package dev.solera.standalone.broker;
