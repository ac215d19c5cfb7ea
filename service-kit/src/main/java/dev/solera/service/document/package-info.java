/** Documents that are longer than a record, such as a module's parameters: publishing them, and hearing of new ones. */
package dev.solera.service.document;
