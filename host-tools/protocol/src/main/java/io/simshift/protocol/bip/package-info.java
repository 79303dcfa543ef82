/** Bearer independent protocol: channels of a card (TS 102 223 6.4.27 to 6.4.31), and what makes a card open one (TS 102 226 9). */
package io.simshift.protocol.bip;
