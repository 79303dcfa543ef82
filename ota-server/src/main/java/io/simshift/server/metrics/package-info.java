/** What a server counts and measures, for Prometheus. */
package io.simshift.server.metrics;
