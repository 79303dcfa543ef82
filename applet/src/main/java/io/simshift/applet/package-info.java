/**
 * The USIM applet: file system with two profile banks, AUTHENTICATE with Milenage, and remote change of subscription by
 * secured packets. Java Card 2.2.2 API; the bytes are in docs/applet/commands.md.
 */
package io.simshift.applet;
