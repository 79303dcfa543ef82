/** {@code simshift card ota}: scripts to a card as packets over the air, straight over its contacts (docs/ota.md). */
package io.simshift.cli.ota;
