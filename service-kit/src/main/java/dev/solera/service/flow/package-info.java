/** What keeps topics short: positions told upstream, and records deleted that nobody needs any more. */
package dev.solera.service.flow;
