/** CAP files, the form in which an applet is loaded onto a card (Java Card Virtual Machine Specification, chapter 6). */
package io.simshift.protocol.cap;
