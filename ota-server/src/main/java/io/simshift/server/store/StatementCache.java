package io.simshift.server.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * A connection whose prepared statements are prepared once: closing one puts it back. To parse a statement costs an embedded
 * database more than to run it. For one thread at a time, and for a fixed set of statement texts.
 */
final class StatementCache {
    private final Connection connection;
    private final Map<String, Cached> statements = new HashMap<>();

    private StatementCache(Connection connection) {
        this.connection = connection;
    }

    static Connection around(Connection connection) {
        StatementCache cache = new StatementCache(connection);
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    boolean cached = method.getName().equals("prepareStatement")
                            && arguments.length == 1
                            && arguments[0] instanceof String;
                    if (cached) {
                        return cache.prepare((String) arguments[0]);
                    }
                    return invoke(connection, method, arguments);
                });
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        Cached known = statements.get(sql);
        if (known != null && !known.inUse) {
            known.inUse = true;
            return known.proxy;
        }
        PreparedStatement statement = connection.prepareStatement(sql);
        if (known != null) {
            // The same statement twice at a time, as in a query within a query: the second is an ordinary one.
            return statement;
        }
        Cached fresh = new Cached(statement);
        statements.put(sql, fresh);
        return fresh.proxy;
    }

    private static final class Cached {
        private final PreparedStatement proxy;
        private boolean inUse = true;

        Cached(PreparedStatement statement) {
            this.proxy = (PreparedStatement) Proxy.newProxyInstance(
                    PreparedStatement.class.getClassLoader(),
                    new Class<?>[] {PreparedStatement.class},
                    (self, method, arguments) -> {
                        if (arguments == null && method.getName().equals("close")) {
                            inUse = false;
                            return null;
                        }
                        return invoke(statement, method, arguments);
                    });
        }
    }
}
