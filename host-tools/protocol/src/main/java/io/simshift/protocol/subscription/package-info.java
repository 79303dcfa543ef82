/** The applet's remote commands (docs/applet/commands.md). */
package io.simshift.protocol.subscription;
