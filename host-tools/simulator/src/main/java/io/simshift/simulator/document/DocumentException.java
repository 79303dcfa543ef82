package io.simshift.simulator.document;

/** A file that people write holds something that can't be: which file, where, and what. Never holds key bytes. */
public final class DocumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param file the file's name as it was given
     * @param line from 1; 0 where no line is to blame
     * @param what for people
     */
    public DocumentException(String file, int line, String what) {
        super(line == 0 ? file + ": " + what : file + ":" + line + ": " + what);
    }
}
