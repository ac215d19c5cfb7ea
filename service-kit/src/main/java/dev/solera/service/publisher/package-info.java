/** Publishing activations: samples become records, in order, as fast as the next stage allows. */
package dev.solera.service.publisher;
