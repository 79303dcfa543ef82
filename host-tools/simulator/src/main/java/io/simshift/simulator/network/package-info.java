/** Mobile operators: subscribers and their authentication, who is attached, and which operator serves an IMSI. */
package io.simshift.simulator.network;
