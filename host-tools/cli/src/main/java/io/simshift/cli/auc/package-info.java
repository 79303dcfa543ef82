/** {@code simshift auc}: an authentication centre for real clients and networks. */
package io.simshift.cli.auc;
