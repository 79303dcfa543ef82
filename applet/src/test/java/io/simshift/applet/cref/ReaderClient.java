package io.simshift.applet.cref;

import io.simshift.protocol.apdu.CommandApdu;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

/** Talks T=1 to cref through Oracle's apduio.jar, which is at hand only where the kit is. */
final class ReaderClient implements AutoCloseable {
    private static final String PACKAGE = "com.sun.javacard.apduio.";
    private static final byte PROTOCOL_T1 = 1;
    private static final int HEADER_LENGTH = 4;
    /** 256 would make it an extended APDU: 255 are asked for, then as many as the card says that there are. */
    private static final int MAX_LE = 255;

    private static final int WRONG_LE = 0x6C;

    private final Socket socket;
    private final URLClassLoader loader;
    private final Class<?> apduType;
    private final Class<?> clientType;
    private final Object client;

    ReaderClient(Path jar, Socket socket) throws IOException {
        this.socket = socket;
        loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        try {
            apduType = loader.loadClass(PACKAGE + "Apdu");
            clientType = loader.loadClass(PACKAGE + "CadClientInterface");
            Method connect = loader.loadClass(PACKAGE + "CadDevice")
                    .getMethod("getCadClientInstance", byte.class, InputStream.class, OutputStream.class);
            client = connect.invoke(
                    null,
                    PROTOCOL_T1,
                    new BufferedInputStream(socket.getInputStream()),
                    new BufferedOutputStream(socket.getOutputStream()));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("apduio.jar is another than that of kit 2.2.2", e);
        }
    }

    void powerUp() {
        call("powerUp");
    }

    /** Ends the VM. */
    void powerDown() {
        call("powerDown");
    }

    private void call(String method) {
        try {
            clientType.getMethod(method).invoke(client);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(method + " failed", e);
        }
    }

    /** Sends a command; returns data and status word. */
    byte[] exchange(CommandApdu command) {
        if (!command.hasLe() || command.le() <= MAX_LE) {
            return exchange(command, command.hasLe() ? command.le() : MAX_LE);
        }
        byte[] response = exchange(command, MAX_LE);
        boolean again = response.length == 2 && response[0] == WRONG_LE;
        return again ? exchange(command, response[1] & 0xFF) : response;
    }

    private byte[] exchange(CommandApdu command, int le) {
        try {
            Object apdu = apduType.getConstructor().newInstance();
            byte[] header = (byte[]) apduType.getField("command").get(apdu);
            System.arraycopy(command.encode(), 0, header, 0, HEADER_LENGTH);
            if (command.hasData()) {
                apduType.getMethod("setDataIn", byte[].class).invoke(apdu, (Object) command.data());
            }
            apduType.getMethod("setLe", int.class).invoke(apdu, le);
            clientType.getMethod("exchangeApdu", apduType).invoke(client, apdu);
            return response(apdu);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("no answer to " + Arrays.toString(Arrays.copyOf(command.encode(), 5)), e);
        }
    }

    /** Data and status word; getResponseApduBytes would put the command before them. */
    private byte[] response(Object apdu) throws ReflectiveOperationException {
        byte[] data = (byte[]) apduType.getMethod("getDataOut").invoke(apdu);
        byte[] status = (byte[]) apduType.getMethod("getSw1Sw2").invoke(apdu);
        int length = data == null ? 0 : (int) apduType.getMethod("getLe").invoke(apdu);
        byte[] response = new byte[length + status.length];
        if (length != 0) {
            System.arraycopy(data, 0, response, 0, length);
        }
        System.arraycopy(status, 0, response, length, status.length);
        return response;
    }

    @Override
    public void close() {
        try {
            socket.close();
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
