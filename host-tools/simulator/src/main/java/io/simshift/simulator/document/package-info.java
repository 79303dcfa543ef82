/** Files that people write by hand: JSON whose every value knows its file, line and name, so that mistakes can be found. */
package io.simshift.simulator.document;
