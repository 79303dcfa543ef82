/**
 * Power cuts: the real applet on a card whose every persistent write goes through a journal, cut before and after each
 * of them and in the middle of those that are not atomic, then restarted and looked at from outside.
 */
package io.simshift.simulator.tear;
