/** The embedded store: SQLite with one writer that commits in groups whatever is queued. */
package io.simshift.server.store;
