/** Documents that are longer than a record: how they are cut into chunks, and put together again. */
package dev.solera.stream.document;
