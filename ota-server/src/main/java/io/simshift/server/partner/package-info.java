/** What an operator's server still has to tell its AuC and other operators, kept until they have it. */
package io.simshift.server.partner;
