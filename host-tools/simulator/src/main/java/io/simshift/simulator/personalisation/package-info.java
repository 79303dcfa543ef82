/** What a manufacturer does with a blank card: keys, files and the end of its own keyset, by secured packets alone. */
package io.simshift.simulator.personalisation;
