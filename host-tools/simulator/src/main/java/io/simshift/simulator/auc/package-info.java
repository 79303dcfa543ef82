/** An authentication centre that outlives the process, and hostapd's way to ask it (docs/auc.md). */
package io.simshift.simulator.auc;
