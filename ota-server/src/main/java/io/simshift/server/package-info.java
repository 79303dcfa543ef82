/** One operator's OTA server, wired together. */
package io.simshift.server;
