package io.simshift.cli.card;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** HOST:PORT of the command line; an IPv6 address stands in square brackets. */
public final class Endpoint implements ITypeConverter<InetSocketAddress> {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^:\\[\\]\\s]+):([0-9]{1,5})");
    private static final int PORT_MAX = 0xFFFF;

    /** The name is not looked up yet: whoever connects does that, each time anew. */
    @Override
    public InetSocketAddress convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not HOST:PORT");
        }
        int port = Integer.parseInt(matcher.group(2));
        if (port == 0 || port > PORT_MAX) {
            throw new TypeConversionException("'" + text + "' has no port between 1 and " + PORT_MAX);
        }
        String host = matcher.group(1).replace("[", "").replace("]", "");
        return InetSocketAddress.createUnresolved(host, port);
    }
}
