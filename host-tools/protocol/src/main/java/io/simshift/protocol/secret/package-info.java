/** Key material. */
package io.simshift.protocol.secret;
