/** The file tree of a card, read as a terminal reads it. */
package io.simshift.cli.files;
