/** How a service lives and ends: its states, and how a failure on any thread ends it. */
package dev.solera.service.lifecycle;
