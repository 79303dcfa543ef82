/** The HTTP server: routes with their roles, problems (RFC 9457), limits. What the routes do is elsewhere. */
package io.simshift.server.http;
