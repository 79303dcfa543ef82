package io.simshift.applet.cap;

/** Why no CAP file was made; its message is for whoever runs the build. */
final class BuildFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BuildFailure(String message) {
        super(message);
    }
}
