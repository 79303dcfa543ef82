/** Oracle's reference VM of Java Card 2.2.2, cref, as a second machine for the applet: a real VM with scarce memory. */
package io.simshift.applet.cref;
