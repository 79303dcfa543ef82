/** Where a card is that a command works with: simulated, or in a PC/SC reader. */
package io.simshift.cli.reader;
