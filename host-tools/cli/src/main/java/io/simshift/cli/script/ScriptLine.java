package io.simshift.cli.script;

import io.simshift.protocol.apdu.CommandApdu;

/**
 * One command of a script.
 *
 * @param number of its line, from 1
 * @param command what it stands for; with Le where it brings data
 * @param byName whether it was written by its name, so that Le is ours to leave out
 */
public record ScriptLine(int number, CommandApdu command, boolean byName) {}
