/** The way into the recipient's network: subscribers as HLRs and HSSs read them, and their acknowledgement. */
package io.simshift.server.provisioning;
