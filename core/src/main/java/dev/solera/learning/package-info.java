/** How a module learns: encoder, objective, Adam, and the lock-step loop. Knows no Kafka. */
package dev.solera.learning;
