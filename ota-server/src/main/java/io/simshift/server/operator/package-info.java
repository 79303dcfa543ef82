/** Who an operator is: its network's parameters, its files on a card, its key pair. */
package io.simshift.server.operator;
