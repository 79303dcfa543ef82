/** Orders: which cards get which IMSIs, checked line by line before anything is done. */
package io.simshift.server.campaign;
