/** Keys at rest: wrapped by a master key that stays in a keystore. */
package io.simshift.server.vault;
