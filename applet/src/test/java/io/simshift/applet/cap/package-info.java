/** Builds the applet's CAP file with Oracle's tools, which are no part of Simshift, and checks it against the budget. */
package io.simshift.applet.cap;
