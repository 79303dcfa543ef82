/** Campaigns with light cards, measured ({@code simshift bench campaign}) and tormented ({@code simshift chaos}). */
package io.simshift.cli.fleet;
