/** The donor's list of new IMSIs with ICCIDs and slot indexes (TR 33.812 5.3.2.2), and its signature. */
package io.simshift.server.handover;
