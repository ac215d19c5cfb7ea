/** How a module learns: encoder, context, InfoNCE, Adam, and the lock-step loop. Knows no Kafka. */
package dev.solera.learning;
