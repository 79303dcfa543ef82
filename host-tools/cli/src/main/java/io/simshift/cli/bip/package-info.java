/** {@code simshift bip}: cards that come by IP (docs/bip.md). */
package io.simshift.cli.bip;
