/** A server process put together from its configuration: the one place where everything meets. */
package io.simshift.server.node;
