/** Runs transfers: decisions are made and stored in one transaction, their effects are run after the commit. */
package io.simshift.server.engine;
