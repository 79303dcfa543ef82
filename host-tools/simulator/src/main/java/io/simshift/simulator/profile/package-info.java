/** Personalisation profiles: files that say what one card is to become, with or without its keys (docs/profiles.md). */
package io.simshift.simulator.profile;
