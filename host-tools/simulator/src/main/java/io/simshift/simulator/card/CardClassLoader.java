package io.simshift.simulator.card;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;

/**
 * Gives one card its own copy of the applet's classes, so that no static field is shared between cards. Everything
 * else, the Java Card API first of all, comes from the parent: jcardsim must see its own types.
 */
final class CardClassLoader extends ClassLoader {
    private final String ownPackage;
    private final UnaryOperator<byte[]> rewriting;

    /** @param ownPackage the package to load anew, for example {@code "io.simshift.applet"} */
    CardClassLoader(ClassLoader parent, String ownPackage) {
        this(parent, ownPackage, UnaryOperator.identity());
    }

    /**
     * @param ownPackage the package to load anew, for example {@code "io.simshift.applet"}
     * @param rewriting what each of its class files goes through first
     */
    CardClassLoader(ClassLoader parent, String ownPackage, UnaryOperator<byte[]> rewriting) {
        super("card", parent);
        this.ownPackage = ownPackage + ".";
        this.rewriting = rewriting;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(ownPackage)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = define(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] classFile = rewriting.apply(in.readAllBytes());
            return defineClass(name, classFile, 0, classFile.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
