/** {@code simshift demo}: the whole system in one process, its parts joined by the sockets and papers that real ones use. */
package io.simshift.cli.demo;
