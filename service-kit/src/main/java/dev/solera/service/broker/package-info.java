/** Dealing with a broker that may be away: clients, producers, topics, and which failures pass by themselves. */
package dev.solera.service.broker;
