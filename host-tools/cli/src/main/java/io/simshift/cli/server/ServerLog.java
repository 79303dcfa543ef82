package io.simshift.cli.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.simshift.server.config.ServerSettings;
import org.slf4j.LoggerFactory;

/** Logging of a server: to the error stream, where systemd and containers look for it. */
final class ServerLog {
    private static final String TEXT = "%d{HH:mm:ss.SSS} %-5level %logger{24}: %msg %kvp%n%ex{20}";

    private ServerLog() {}

    static void install(ServerSettings.Log settings) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, settings.json()));
        appender.start();
        root.addAppender(appender);
        root.setLevel(Level.WARN);
        context.getLogger("io.simshift").setLevel(Level.valueOf(settings.level()));
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, boolean json) {
        if (json) {
            JsonLines lines = new JsonLines();
            lines.setContext(context);
            lines.start();
            return lines;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(TEXT);
        text.start();
        return text;
    }
}
