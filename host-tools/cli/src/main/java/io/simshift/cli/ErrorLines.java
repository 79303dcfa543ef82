package io.simshift.cli;

import io.simshift.protocol.WireFormatException;
import io.simshift.simulator.document.DocumentException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever a command throws into one line on the error stream and an exit code; no stack trace unless asked for. */
final class ErrorLines {
    private final boolean debug;

    /** @param debug print the stack trace as well */
    ErrorLines(boolean debug) {
        this.debug = debug;
    }

    /** Makes {@code commandLine} and its subcommands report errors this way. */
    void installIn(CommandLine commandLine) {
        commandLine.setParameterExceptionHandler((error, arguments) -> wrongArguments(error));
        commandLine.setExecutionExceptionHandler(this::failed);
    }

    private int wrongArguments(ParameterException error) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("simshift: " + oneLine(error.getMessage()));
        UnmatchedArgumentException.printSuggestions(error, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        if (debug) {
            error.printStackTrace(err);
        }
        err.flush();
        return ExitCodes.USAGE;
    }

    private int failed(Exception error, CommandLine command, ParseResult arguments) {
        PrintWriter out = command.getOut();
        out.flush();
        PrintWriter err = command.getErr();
        err.println("simshift: " + line(error));
        if (debug) {
            error.printStackTrace(err);
        }
        err.flush();
        return error instanceof CommandFailure failure ? failure.exitCode() : ExitCodes.FAILED;
    }

    private String line(Throwable error) {
        boolean meantForUsers = error instanceof CommandFailure
                || error instanceof WireFormatException
                || error instanceof DocumentException;
        if (meantForUsers) {
            return oneLine(error.getMessage());
        }
        if (error instanceof UncheckedIOException wrapped) {
            return line(wrapped.getCause());
        }
        if (error instanceof IOException io) {
            return inputOutput(io);
        }
        return "Unexpected error: " + oneLine(error.toString())
                + (debug ? "" : " (this is a defect of Simshift; SIMSHIFT_DEBUG=1 shows where)");
    }

    private static String inputOutput(IOException error) {
        String message = oneLine(String.valueOf(error.getMessage()));
        if (error instanceof NoSuchFileException || error instanceof FileNotFoundException) {
            return "No such file or folder: " + message;
        }
        if (error instanceof AccessDeniedException) {
            return "No permission for " + message;
        }
        if (error instanceof NotDirectoryException) {
            return "Not a folder: " + message;
        }
        if (error instanceof FileAlreadyExistsException) {
            return "There already is a file " + message;
        }
        if (error instanceof BindException) {
            return "A network port cannot be used: " + message;
        }
        if (error instanceof CharacterCodingException) {
            return "A file is not text in UTF-8: " + message;
        }
        return "Input or output failed: " + message;
    }

    private static String oneLine(String text) {
        return String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
