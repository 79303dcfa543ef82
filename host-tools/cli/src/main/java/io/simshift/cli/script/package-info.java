/** Scripts of card commands as people write them, and what cards answer to them (docs/ota.md). */
package io.simshift.cli.script;
