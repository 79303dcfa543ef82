/** Administration over HTTP as the remote management of a card uses it (GlobalPlatform Amendment B, "SCP81"; TS 102 226 Annex B). */
package io.simshift.protocol.scp81;
