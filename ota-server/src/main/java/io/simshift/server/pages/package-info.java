/** The pages in the browser: three files without a build step, which use the API as any other client. */
package io.simshift.server.pages;
