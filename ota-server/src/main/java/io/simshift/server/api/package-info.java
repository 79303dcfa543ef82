/** What the routes of the API do: an escrow's, an operator's, and those that every server has. */
package io.simshift.server.api;
