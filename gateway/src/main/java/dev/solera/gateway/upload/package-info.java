/** Files of sound and pictures that clients send: kept for as long as they are read, and made into what a stack takes in. */
package dev.solera.gateway.upload;
