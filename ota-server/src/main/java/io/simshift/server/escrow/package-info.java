/** The manufacturer, or another custodian of keys: makes cards, keeps their slots, releases each slot once. */
package io.simshift.server.escrow;
