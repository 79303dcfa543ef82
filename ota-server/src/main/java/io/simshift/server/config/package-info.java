/** What a server process is told: a YAML file, with overrides from the environment. */
package io.simshift.server.config;
